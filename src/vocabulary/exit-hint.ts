/** The meaning of an exit code of the shell itself: 126 and 127 (POSIX, "Exit Status for Commands"). */
export function exitHint(code: number | undefined): string | undefined {
  if (code === 127) return '127 means that a command was not found: is it installed, and on the PATH?';
  if (code === 126) return '126 means that a command could not be executed: is it executable (`chmod +x`)?';
  return undefined;
}
