import manifest from '../../package.json' with {type: 'json'};

/** Where the schema is in a package that has bottle installed. */
export const INSTALLED_SCHEMA = `node_modules/${manifest.name}/schema/bottle.schema.json`;

/** Where a public mirror of npm serves the schemas of this version of bottle; each `$id` is below it. */
export const SCHEMAS_ADDRESS = `https://cdn.jsdelivr.net/npm/${manifest.name}@${manifest.version}/schema`;

/** The address of the schema of launch files, which is also its `$id`. */
export const SCHEMA_ADDRESS = `${SCHEMAS_ADDRESS}/bottle.schema.json`;

/**
 * The first line of a launch file, which contains the path of its schema for editors. The schema of the installed bottle has the
 * right version, and nothing is downloaded.
 *
 * @param schema a path relative to the launch file, or a URL
 */
export function editorLine(schema = `./${INSTALLED_SCHEMA}`): string {
  return `# yaml-language-server: $schema=${schema}`;
}
