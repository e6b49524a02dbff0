/** Files of process-compose in its search order. Docker Compose also uses some of these names. */
export const PROCESS_FILES = ['compose.yml', 'compose.yaml', 'process-compose.yml', 'process-compose.yaml'];

const OVERRIDES = [
  'compose.override.yml',
  'compose.override.yaml',
  'process-compose.override.yml',
  'process-compose.override.yaml',
];

/** Whether a file that both tools would read is for process-compose: it has processes and no services. */
export function isProcessFile(text: string): boolean {
  return /^processes\s*:/m.test(text) && !/^services\s*:/m.test(text);
}

/** The override file that process-compose merges: the first existing one. */
export function processOverride(
  files: readonly string[],
  read: (name: string) => string | undefined,
): string | undefined {
  return OVERRIDES.find(
    name => files.includes(name) && (name.startsWith('process-') || isProcessFile(read(name) ?? '')),
  );
}
