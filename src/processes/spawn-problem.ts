/**
 * Why the system, or Node before it, refuses to start a command whatever its program is; `undefined` for another error. Linux takes
 * 128 KiB for each argument and variable, and a quarter of the stack's limit for all (execve(2)); macOS 1 MiB for all.
 */
export function spawnProblem(error: unknown): string | undefined {
  const {code = ''} = (error ?? {}) as NodeJS.ErrnoException;
  return words[code];
}

const words: Readonly<Record<string, string>> = {
  E2BIG:
    'its arguments and variables are longer than this system takes (Linux: 128 KiB each); hand a large text over in a file',
  ERR_INVALID_ARG_VALUE:
    'an argument or variable of it holds a NUL byte, which cannot be given to a command; hand it over in a file',
};
