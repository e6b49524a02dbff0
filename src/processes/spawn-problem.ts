import {codeOf} from '../vocabulary/caught-error.ts';

/**
 * Why the system, or Node before it, refuses to start a command regardless of its program; `undefined` for another error. Linux takes
 * 128 KiB for each argument and variable, and a quarter of the stack's limit for all (execve(2)); macOS 1 MiB for all.
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
