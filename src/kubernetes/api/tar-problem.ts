/** The error of a container's `tar`, or of the shell that starts it: the last line of its output. */
export function tarProblem(words: string, code: number): string {
  const last = words.trim().split('\n').at(-1)?.trim() ?? '';
  return `the container's \`tar\` failed: ${last === '' ? `exit code ${code}` : last}`;
}

/** Whether GNU tar only warns that a file changed while it was being read. */
export function isChangedFile(words: string, code: number): boolean {
  return code === 1 && words.includes('file changed as we read it');
}
