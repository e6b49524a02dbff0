/**
 * Reads lines `NAME=value`; empty ones and those that begin with `#` do not count. A value is all that stands behind the
 * first `=`, quotes included, as Docker itself reads such files.
 *
 * @returns the variables, or what is wrong, with the number of the line
 */
export function parseEnvFile(text: string): Readonly<Record<string, string>> | string {
  const variables: Record<string, string> = {};
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/\r$/, '').trimStart();
    if (line === '' || line.startsWith('#')) continue;
    const [, name, value] = /^([^=\s]+)=(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined)
      return `line ${index + 1}: expected \`NAME=value\`, found \`${line}\``;
    variables[name] = value;
  }
  return variables;
}
