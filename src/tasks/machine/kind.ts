import {placedRecords} from '../../places/placed-record.ts';
import {bringContainerUp} from './as-container.ts';
import {machineChannelKind} from './channel.ts';
import {downMachines} from './remove.ts';
import type {Kind} from '../kind.ts';
import {removeOrphans} from '../shared/orphans.ts';
import {knownMachinePorts, machineMistakes} from './validate.ts';
import {resolveMachine, type MachineSpec} from './spec.ts';
import {bringMachineUp} from './start.ts';
import {portOutputNames} from '../shared/port-outputs.ts';

/** A microVM created for this run, by smolvm or at a cluster by the runtime set in its place. */
export const machine: Kind<'machine', MachineSpec> = {
  name: 'machine',
  lifetime: () => 'service',
  keepsRunAlive: () => true,
  prefetch: ({smolvm}) => smolvm.prefetch(),
  probeTargets: ['endpoint', 'output', 'channel'],
  outputs: ({machine: source}) => [
    'name',
    ...Object.keys(source.env ?? {}).map(name => `env.${name}`),
    ...portOutputNames(knownMachinePorts(source)),
  ],
  impliedNeeds: () => [],
  validate: machineMistakes,
  channel: machineChannelKind,
  summary: ({machine: {image, from, smolfile}}, values) => {
    const origin = from ?? image ?? smolfile;
    return origin === undefined ? 'start a bare machine' : `start a machine from ${values.text(origin)}`;
  },
  resolve: resolveMachine,
  up: async (spec, context) =>
    context.isPlaced ? await bringContainerUp(spec, context) : await bringMachineUp(spec, context),
  async down(made, context) {
    const placed = placedRecords(made);
    if (placed.length > 0) return await context.services.places.remove(placed, context);
    return await downMachines(made, context);
  },
  removeOrphans: removeOrphans,
  // Machines of smolvm are always in the journal of their run.
  hasOrphansAtLocal: false,
};
