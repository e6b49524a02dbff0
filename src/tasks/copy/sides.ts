import type {Copy} from '../../schema/tasks/copy.ts';

/** The two sides of a copy. */
export interface CopySides {
  /** The key that contains the path in the container or machine. */
  readonly inside: 'from' | 'to';
  readonly task: string;
  /** The path in the container or machine, unresolved. */
  readonly path: string;
  /** The path on the host, unresolved. */
  readonly host: string;
}

/** A problem with a copy, located at `key`. */
export interface CopyMistake {
  readonly key: 'from' | 'to';
  readonly message: string;
}

/** Finds the sides of a copy, or the problem with them. */
export function copySides({from, to}: Copy): CopySides | CopyMistake {
  const [source, target] = [insideOf(from), insideOf(to)];
  if (source && target) {
    const message =
      'both `from` and `to` name a task; copy to the host first, then from the host with a second task';
    return {key: 'to', message};
  }
  if (!source && !target)
    return {key: 'to', message: 'neither `from` nor `to` names a task; one of them must, as in `box:/path`'};
  const inside = source ? 'from' : 'to';
  const {task, path} = (source ?? target) as Inside;
  // The value of a reference is checked when it is resolved.
  if (!path.startsWith('/') && !path.startsWith('${{')) {
    const message = `expected an absolute path in \`${task}\`, as in \`${task}:/${path}\`, found \`${path}\``;
    return {key: inside, message};
  }
  return {inside, task, path, host: source ? to : from};
}

interface Inside {
  readonly task: string;
  readonly path: string;
}

/** Parses `box:/path`. A path on the host that looks like this must start with `./`. */
function insideOf(side: string): Inside | undefined {
  const [, task, path] = /^([A-Za-z_][\w-]*):(.*)$/s.exec(side) ?? [];
  return task === undefined || path === undefined ? undefined : {task, path};
}
