import {expect} from 'vitest';
import type {Launch} from './launch.ts';
import type {LaunchRig} from './launch-rig.ts';

/** The character sent by Ctrl-C. */
export const CTRL_C = '\u0003';

/** The character sent by Ctrl-\. */
export const CTRL_BACKSLASH = '\u001c';

/**
 * Starts `bottle` on a separate terminal (with `script` of util-linux) of 40 lines and 150 columns. The terminal
 * settings before and afterwards are in the rig's files `before` and `after`, the exit code is in `code`. `env` is
 * added to the rig's environment. `prepare` is a command for the shell that starts `bottle`.
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
    // The outer shell must survive Ctrl-C and Ctrl-\\. A trap, unlike an ignored signal, is not inherited.
    'trap : INT QUIT',
    'stty rows 40 cols 150',
    prepare,
    'stty -g > before',
    // The inner shell must also survive the terminal. The outer one must not, because its exit sends SIGHUP to all others.
    `(trap : INT QUIT HUP; ${commandLine.join(' ')}; code=$?; echo $code > code; exit $code)`,
    'code=$?',
    'stty -g > after',
    'exit $code',
  ].join('; ');
  return rig.start(['script', '-qfec', script, '/dev/null'], {
    env: {SHELL: '/bin/sh', TERM: 'xterm-256color', CI: '', ...env},
  });
}

/** Expects the original terminal settings, and a visible cursor in the printed output. */
export async function expectSaneTerminal(rig: LaunchRig, output: string): Promise<void> {
  expect(await rig.read('after')).toBe(await rig.read('before'));
  // A hidden cursor is shown again.
  expect(output.lastIndexOf('\u001b[?25h')).toBeGreaterThanOrEqual(output.lastIndexOf('\u001b[?25l'));
}
