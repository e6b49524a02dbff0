/** A line of an env file that is not `NAME=value`. Its text is left out: it may be a piece of a secret. */
export interface BadEnvLine {
  /** From 1. */
  readonly badLine: number;
}

/**
 * Reads `NAME=value` lines; empty lines and lines that start with `#` are ignored. The value is everything after the first
 * `=`, including quotes, as in Docker.
 */
export function parseEnvFile(
  text: string,
): {readonly variables: Readonly<Record<string, string>>} | BadEnvLine {
  const variables: Record<string, string> = {};
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/\r$/, '').trimStart();
    if (line === '' || line.startsWith('#')) continue;
    const [, name, value] = /^([^=\s]+)=(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return {badLine: index + 1};
    variables[name] = value;
  }
  return {variables};
}
