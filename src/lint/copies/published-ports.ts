import type {Task} from '../../model/launch-file.ts';
import {parseMachinePort} from '../../tasks/machine/ports.ts';
import {parsePorts} from '../../tasks/shared/port-ranges.ts';
import {HOLE} from '../../tasks/shared/ports.ts';
import type {PublishedPort} from '../../places/ports.ts';
import type {CopyClash, CopyContext, FindClashes} from './clash.ts';
import {ownAddress} from './own-address.ts';

/** Fixed ports of this machine on which containers and machines publish. */
export const publishedPorts: FindClashes = context =>
  context.tasks.flatMap(task => [...portsOfContainer(task, context), ...portsOfMachine(task, context)]);

function portsOfContainer(task: Task, context: CopyContext): readonly CopyClash[] {
  if (!('container' in task.source)) return [];
  return (task.source.container.ports ?? []).flatMap((source, at): readonly CopyClash[] => {
    const mappings = parsePorts(context.valuesOf(task).text(source));
    const fixed =
      typeof mappings === 'string' ? undefined : mappings.find(each => isFixed(each, context.copies));
    if (!fixed) return [];
    const {address, hostPort, hostRange, port} = fixed;
    const {how, reference} = ownAddress(context);
    const next = `${how}: \`${reference}:${hostPort ?? hostRange}:${port}\`, or let Docker choose the port: \`${port}\``;
    return [
      {
        task,
        path: ['container', 'ports', at],
        message: `all publish on ${address}:${hostPort ?? hostRange}; ${next}`,
      },
    ];
  });
}

/** Whether there are fewer host ports than copies. */
function isFixed({address, hostPort, hostRange}: PublishedPort, copies: number): boolean {
  if (address.includes(HOLE)) return false;
  if (hostRange === undefined) return hostPort !== undefined && !Number.isNaN(hostPort);
  const [first = NaN, last = NaN] = hostRange.split('-').map(Number);
  return last - first + 1 < copies;
}

/** smolvm publishes on 127.0.0.1 only. */
function portsOfMachine(task: Task, {valuesOf}: CopyContext): readonly CopyClash[] {
  if (!('machine' in task.source)) return [];
  return (task.source.machine.ports ?? []).flatMap((source, at): readonly CopyClash[] => {
    const read = parseMachinePort(valuesOf(task).text(source));
    if (typeof read === 'string' || Number.isNaN(read.host)) return [];
    const next = `add the number of the copy: \`${read.host}\${{ run.copy }}:${read.guest}\``;
    return [
      {task, path: ['machine', 'ports', at], message: `all publish on 127.0.0.1:${read.host}; ${next}`},
    ];
  });
}
