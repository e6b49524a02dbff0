import type {ExhaustedFailure} from '../../vocabulary/failure.ts';

/** The exhausted resource, on one line. */
export function exhaustedText({task, resource, limit}: ExhaustedFailure): string {
  const what = task === undefined ? 'cannot start the run' : `task \`${task}\` failed`;
  return `${what}: ${texts[resource](limit === undefined ? '' : `${limit} `)}`;
}

const texts: Readonly<Record<ExhaustedFailure['resource'], (limit: string) => string>> = {
  descriptors: limit => `bottle has reached its limit of ${limit}open files`,
  'system-descriptors': () => 'this machine has reached its limit of open files',
  disk: () => 'no space left on the disk',
  quota: () => 'the disk quota is exceeded',
  processes: () => 'the system refused to start another process',
  memory: () => 'the system is out of memory',
  'inotify-watches': limit => `this user has reached the limit of ${limit}watched files`,
  'inotify-instances': limit => `this user has reached the limit of ${limit}programs that watch files`,
};

/** How to fix it. */
export const exhaustedHints: Readonly<Record<ExhaustedFailure['resource'], readonly string[]>> = {
  descriptors: [
    'raise the limit before starting bottle: `ulimit -n 4096` (`ulimits` in Docker Compose, `LimitNOFILE=` in systemd)',
  ],
  'system-descriptors': ['close other programs, or raise `fs.file-max` with sysctl'],
  disk: ['free some space, or set `$BOTTLE_STATE_DIR` to a folder on another disk'],
  quota: ['free some space, or set `$BOTTLE_STATE_DIR` to a folder on another disk'],
  processes: ['raise the process limit: `ulimit -u`, or `pids_limit` of the container that bottle runs in'],
  'inotify-watches': [
    'raise it: `sudo sysctl fs.inotify.max_user_watches=524288`; or watch fewer files, see `watch` and `sources` in `bottle plan`',
  ],
  'inotify-instances': [
    'raise it: `sudo sysctl fs.inotify.max_user_instances=1024`; or close other programs',
  ],
  memory: ['close other programs, or run fewer tasks at the same time with `--jobs`'],
};
