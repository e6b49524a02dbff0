import {resolve as resolvePath} from 'node:path';
import {ChannelError, type TaskChannel} from '../../channels/channel.ts';
import type {CopyTask} from '../../schema/tasks/copy.ts';
import type {Values} from '../../values/value-source.ts';
import {TaskError} from '../../vocabulary/failure.ts';
import {copySides, type CopySides} from './sides.ts';
import type {Kind} from '../kind.ts';
import type {UpContext} from '../task-context.ts';

/** A `copy` task with its references resolved. */
export type CopySpec = CopySides;

/**
 * Copies between the host and a container or machine. A copy on the host remains, like files created by a command. A copy in a
 * container or machine is deleted along with it.
 */
export const copy: Kind<'copy', CopySpec> = {
  name: 'copy',
  lifetime: () => 'oneshot',
  keepsRunAlive: () => false,
  probeTargets: ['channel'],
  outputs: () => [],
  impliedNeeds: ({copy: source}) => {
    const sides = copySides(source);
    return 'message' in sides ? [] : [{key: sides.inside, task: sides.task, outputs: 'channel'}];
  },
  validate({copy: source}) {
    const sides = copySides(source);
    return 'message' in sides ? [{key: ['copy', sides.key], message: sides.message}] : [];
  },
  summary: (source, values) => {
    const {from, to} = ends(resolve(source, values));
    return `copy ${from} to ${to}`;
  },
  resolve,
  async up(spec, context) {
    const channel = context.channelOf(spec.task);
    const host = resolvePath(context.file.dir, spec.host);
    const {signal} = context;
    try {
      if (spec.inside === 'to') await channel.copyIn(host, spec.path, {signal});
      else await channel.copyOut(spec.path, host, {signal});
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof ChannelError ? failureOf(error, channel.tool, spec, context) : error;
    }
    return {outputs: {}, subject: {channel}};
  },
  down: async () => [],
};

function resolve({copy: source}: CopyTask, values: Values): CopySpec {
  const sides = copySides(source);
  if ('message' in sides) throw new Error('a copy that was not checked');
  return {...sides, path: values.text(sides.path), host: values.text(sides.host)};
}

function ends({inside, task, path, host}: CopySpec) {
  const there = `${task}:${path}`;
  return inside === 'to' ? {from: host, to: there} : {from: there, to: host};
}

function failureOf(
  {message}: ChannelError,
  tool: TaskChannel['tool'],
  spec: CopySpec,
  {task}: UpContext,
): TaskError {
  const {from, to} = ends(spec);
  return new TaskError({reason: tool, task, doing: `copy \`${from}\` to \`${to}\``, why: message});
}
