import {codeOf} from '../vocabulary/caught-error.ts';

/**
 * Why the system or Node refuses to start a command, for reasons unrelated to the program; `undefined` for other errors. Linux allows
 * 128 KiB for each argument and variable, and a quarter of the stack limit for all of them (execve(2)). macOS allows 1 MiB for all of
 * them.
 */
export function spawnProblem(error: unknown): string | undefined {
  return messages[codeOf(error) ?? ''];
}

const messages: Readonly<Record<string, string>> = {
  E2BIG:
    'its arguments and environment exceed the system limit (on Linux 128 KiB each); pass large values in a file',
  ERR_INVALID_ARG_VALUE:
    'one of its arguments or variables contains a NUL byte, which no command can receive; pass it in a file',
};
