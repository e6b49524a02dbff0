import {machineChannel} from '../../smolvm/machine-channel.ts';
import type {MachineTask} from '../../schema/tasks/machine.ts';
import type {TaskChannel} from '../../channels/channel.ts';

import type {ChannelKind, ChannelServices, ChannelTarget} from '../kind.ts';

/** The exec channel of a machine, from its name, and its environment as far as it is known. */
export const machineChannelKind: ChannelKind = {
  outputs: ['name'],
  open(
    {outputs: {name = '', ...outputs}, source, task}: ChannelTarget,
    {smolvm}: ChannelServices,
  ): TaskChannel {
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
