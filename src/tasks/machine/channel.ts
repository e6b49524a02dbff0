import {machineChannel} from '../../smolvm/machine-channel.ts';
import type {MachineTask} from '../../schema/tasks/machine.ts';
import type {TaskChannel} from '../../channels/channel.ts';

import {containerChannelKind} from '../container/channel.ts';
import type {ChannelKind, ChannelServices, ChannelTarget} from '../channel-kind.ts';

/** The exec channel of a machine, opened from its name and its known environment. At a cluster, the name is the id of its container. */
export const machineChannelKind: ChannelKind = {
  outputs: ['name'],
  open(target: ChannelTarget, services: ChannelServices): TaskChannel {
    const {source, task, place} = target;
    const {smolvm} = services;
    const {name = '', ...outputs} = target.outputs;
    // A container already has the variables of the machine, and so do all commands in it.
    if (place) return containerChannelKind.open({...target, outputs: {id: name}}, services);
    const {parallel = 1} = (source as MachineTask).machine;
    return machineChannel({
      ...{smolvm, name, parallel, env: envOf(outputs)},
      version: async signal => await smolvm.version(task, signal),
    });
  },
};

const ENV = 'env.';

/** The outputs that contain a machine's environment. */
export function envOutputs(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [`${ENV}${name}`, value]));
}

function envOf(outputs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(outputs).filter(([name]) => name.startsWith(ENV));
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(ENV.length), value]));
}
