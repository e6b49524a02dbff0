/** Why a container's `tar`, or the shell that starts it, could not do its work: its last words. */
export function tarProblem(words: string, code: number): string {
  const last = words.trim().split('\n').at(-1)?.trim() ?? '';
  return `the container's \`tar\` failed: ${last === '' ? `exit code ${code}` : last}`;
}

/** Whether GNU tar only complains that a file was written to while it read it. */
export function isChangedFile(words: string, code: number): boolean {
  return code === 1 && words.includes('file changed as we read it');
}
