import {HOLE} from '../../tasks/shared/ports.ts';
import type {CopyClash, CopyContext, FindClashes} from './clash.ts';
import type {Task} from '../../model/launch-file.ts';

/** Volumes and networks that have the same name in each copy and cannot be shared. */
export const namedThings: FindClashes = context =>
  context.tasks.flatMap(task => {
    const {source} = task;
    if ('volume' in source) return volumeClashes(task, source.volume, context);
    if (!('network' in source)) return [];
    const {name, external = false} = source.network;
    if (name === undefined || external || !isSame(task, name, context)) return [];
    const next = 'leave `name` out to give each its own';
    return [{task, path: ['network', 'name'], message: `all create the network \`${name}\`; ${next}`}];
  });

function volumeClashes(
  task: Task,
  {
    name,
    keep = false,
    shared = false,
    external = false,
  }: {
    readonly name?: string;
    readonly keep?: boolean;
    readonly shared?: boolean;
    readonly external?: boolean;
  },
  context: CopyContext,
): readonly CopyClash[] {
  if (external || shared || (!keep && name === undefined) || !isSame(task, name ?? '', context)) return [];
  const own = `\`name: "${name ?? task.name}-\${{ run.copy }}"\``;
  if (keep) {
    const next = `add \`shared: true\` if they may use the same data, or give each its own: ${own}`;
    return [{task, path: ['volume', 'keep'], message: `all use this kept volume at the same time; ${next}`}];
  }
  const next = `leave \`name\` out, or give each its own: ${own}`;
  return [{task, path: ['volume', 'name'], message: `all create the volume \`${name}\`; ${next}`}];
}

function isSame(task: Task, name: string, {valuesOf}: CopyContext): boolean {
  return !valuesOf(task).text(name).includes(HOLE);
}
