/** Where the schema is in a package that has bottle installed. */
export const INSTALLED_SCHEMA = 'node_modules/bottle-run/schema/bottle.schema.json';

/**
 * The first line of a launch file, which contains the path of its schema for editors. The schema of the installed bottle has the
 * right version, and nothing is downloaded.
 *
 * @param schema a path relative to the launch file, or a URL
 */
export function editorLine(schema = `./${INSTALLED_SCHEMA}`): string {
  return `# yaml-language-server: $schema=${schema}`;
}
