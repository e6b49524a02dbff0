import type {BadEnvironmentFailure} from '../../vocabulary/failure.ts';

/** What is wrong with a variable that bottle needs, in one line. */
export function environmentText({variable, path = '', why = ''}: BadEnvironmentFailure): string {
  switch (variable) {
    case 'HOME':
      return 'this user has no home directory: `$HOME` is not set, and the system lists none';
    case 'PATH':
      return '`$PATH` is empty, so no command can be found';
    case 'TMPDIR':
      return `cannot write to the folder for temporary files \`${path}\` (\`$TMPDIR\`): ${why}`;
  }
}

/** What to do about it. */
export const environmentHints = {
  HOME: 'set `$HOME`, or `$BOTTLE_STATE_DIR` to a folder that can be written to',
  PATH: 'set it, or unset it for the default of the system',
  TMPDIR: 'set `$TMPDIR` to a folder that can be written to',
} as const;
