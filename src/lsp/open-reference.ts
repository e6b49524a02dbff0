/** The dotted names up to the cursor in a `${{` that is still open there, the last one unfinished: `tasks.db.p`. */
export function openReference(before: string): readonly string[] | undefined {
  const [, inside] = /(?<!\$)\$\{\{((?:[^'}]|'[^']*'|\}(?!\}))*)$/.exec(before) ?? [];
  if (inside === undefined) return undefined;
  const [names = ''] = /[\w.-]*$/.exec(inside) ?? [];
  return names.split('.');
}
