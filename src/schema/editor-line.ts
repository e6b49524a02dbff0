import manifest from '../../package.json' with {type: 'json'};

/** The path of the schema in a package that has bottle installed. */
export const INSTALLED_SCHEMA = `node_modules/${manifest.name}/schema/bottle.schema.json`;

/** The base URL of this version's schemas on a public mirror of npm; each `$id` starts with it. */
export const SCHEMAS_ADDRESS = `https://cdn.jsdelivr.net/npm/${manifest.name}@${manifest.version}/schema`;

/** The address of the schema of launch files, which is also its `$id`. */
export const SCHEMA_ADDRESS = `${SCHEMAS_ADDRESS}/bottle.schema.json`;

/**
 * The first line of a launch file, which refers editors to the schema. By default, this is the schema of the installed bottle: it
 * has the right version and needs no download.
 *
 * @param schema a path relative to the launch file, or a URL
 */
export function editorLine(schema = `./${INSTALLED_SCHEMA}`): string {
  return `# yaml-language-server: $schema=${schema}`;
}
