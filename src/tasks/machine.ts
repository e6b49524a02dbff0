import {machineChannelKind} from './machine-channel-kind.ts';
import {downMachines} from './down-machine.ts';
import type {Kind} from './kind.ts';
import {knownMachinePorts, machineMistakes} from './machine-mistakes.ts';
import {resolveMachine, type MachineSpec} from './machine-spec.ts';
import {bringMachineUp} from './machine-up.ts';
import {portOutputNames} from './port-outputs.ts';

/** A microVM by smolvm, made anew for this run. */
export const machine: Kind<'machine', MachineSpec> = {
  name: 'machine',
  lasting: 'stays',
  holds: true,
  foresee: ({smolvm}) => smolvm.foresee(),
  aspects: ['endpoint', 'output', 'channel'],
  outputs: ({machine: source}) => [
    'name',
    ...Object.keys(source.env ?? {}).map(name => `env.${name}`),
    ...portOutputNames(knownMachinePorts(source)),
  ],
  impliedNeeds: () => [],
  mistakes: machineMistakes,
  channel: machineChannelKind,
  summary: ({machine: {image, from, smolfile}}, values) => {
    const origin = from ?? image ?? smolfile;
    return origin === undefined ? 'start a bare machine' : `start a machine from ${values.text(origin)}`;
  },
  resolve: resolveMachine,
  up: bringMachineUp,
  down: downMachines,
};
