/** Whether a name matches a pattern in which `*` matches any characters. */
export function namePattern(pattern: string): (name: string) => boolean {
  const parts = pattern.split('*').map(part => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const expression = new RegExp(`^${parts.join('.*')}$`, 's');
  return name => expression.test(name);
}
