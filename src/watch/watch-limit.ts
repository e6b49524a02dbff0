import {readFileSync} from 'node:fs';
import {codeOf, messageOf, syscallOf} from '../vocabulary/caught-error.ts';
import type {ExhaustedFailure} from '../vocabulary/failure.ts';

/** The inotify(7) limit that caused an error of a watcher; `undefined` for any other error. */
export function watchLimit(error: unknown): ExhaustedFailure | undefined {
  const resource = syscallOf(error) === 'watch' ? RESOURCES[codeOf(error) ?? ''] : undefined;
  if (resource === undefined) return undefined;
  const limit = limitOf(resource);
  return {reason: 'exhausted', resource, message: messageOf(error), ...(limit !== undefined && {limit})};
}

/** At these limits, `fs.watch` reports the same codes as for a full disk and for too many open files. */
const RESOURCES: Readonly<Record<string, InotifyResource>> = {
  ENOSPC: 'inotify-watches',
  EMFILE: 'inotify-instances',
};

type InotifyResource = Extract<ExhaustedFailure['resource'], `inotify-${string}`>;

/** The lower of the limits of the system and of the user namespace. */
function limitOf(resource: InotifyResource): number | undefined {
  const name = resource.replace('inotify-', '');
  const limits = [`fs/inotify/max_user_${name}`, `user/max_inotify_${name}`].map(numberIn);
  return limits.filter(limit => limit !== undefined).sort((a, b) => a - b)[0];
}

function numberIn(name: string): number | undefined {
  try {
    return Number(readFileSync(`/proc/sys/${name}`, 'utf8'));
  } catch {
    return undefined;
  }
}
