import type {BadEnvironmentFailure} from '../../vocabulary/failure.ts';

/** The problem with a required environment variable, on one line. */
export function environmentText({variable, path = '', why = ''}: BadEnvironmentFailure): string {
  switch (variable) {
    case 'HOME':
      return 'this user has no home directory: `$HOME` is not set and the user database has no entry';
    case 'PATH':
      return '`$PATH` is empty, so commands cannot be found';
    case 'TMPDIR':
      return `cannot write to the temporary folder \`${path}\` (\`$TMPDIR\`): ${why}`;
    case '/proc':
      return '`/proc` shows the processes of another pid namespace, so bottle would confuse its processes with others';
  }
}

/** How to fix it. */
export const environmentHints = {
  HOME: 'set `$HOME`, or set `$BOTTLE_STATE_DIR` to a writable folder',
  PATH: 'set it, or unset it to use the system default',
  TMPDIR: 'set `$TMPDIR` to a writable folder',
  '/proc': 'mount it again in this namespace, for example by `unshare --mount-proc`',
} as const;
