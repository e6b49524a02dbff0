import {expect} from 'vitest';
import type {Launch} from './launch.ts';
import type {LaunchRig} from './launch-rig.ts';

/** The character of Ctrl-C. */
export const CTRL_C = '\u0003';

/** The character of Ctrl-\. */
export const CTRL_BACKSLASH = '\u001c';

/**
 * Starts `bottle` on a terminal of its own (by `script` of util-linux), 40 lines of 150 columns. The terminal's settings
 * before and after it are in the rig's files `before` and `after`, its exit code in `code`. `env` comes on top of the rig's;
 * `prepare` is a command for the shell that starts `bottle`.
 */
export function onTerminal(
  rig: LaunchRig,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  prepare = 'true',
): Launch {
  const commandLine = [process.execPath, rig.command, ...args].map(
    word => `'${word.replaceAll("'", `'\\''`)}'`,
  );
  const script = [
    // The shell around it must outlive a Ctrl-C and a Ctrl-\\; a trap, unlike an ignored signal, is not inherited.
    'trap : INT QUIT',
    'stty rows 40 cols 150',
    prepare,
    'stty -g > before',
    // This one also outlives the terminal; the one around it must not, since its end is what sends SIGHUP to all others.
    `(trap : INT QUIT HUP; ${commandLine.join(' ')}; code=$?; echo $code > code; exit $code)`,
    'code=$?',
    'stty -g > after',
    'exit $code',
  ].join('; ');
  return rig.start(['script', '-qfec', script, '/dev/null'], {
    env: {SHELL: '/bin/sh', TERM: 'xterm-256color', CI: '', ...env},
  });
}

/** Expects the terminal's settings of before, and a cursor that is shown, in what was printed on it. */
export async function expectSaneTerminal(rig: LaunchRig, output: string): Promise<void> {
  expect(await rig.read('after')).toBe(await rig.read('before'));
  // The cursor, where it was hidden, is shown again.
  expect(output.lastIndexOf('\u001b[?25h')).toBeGreaterThanOrEqual(output.lastIndexOf('\u001b[?25l'));
}
