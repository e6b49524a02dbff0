import {fileURLToPath} from 'node:url';

/**
 * Whether a document is a launch file: by its name, or by the line that names the schema. An editor sends all YAML that it
 * opens, and of other files nothing may be said.
 */
export function isLaunchDocument(uri: string, text: string): boolean {
  return (
    /(?:^|[/.])bottle\.ya?ml$/.test(uri) || /^#\s*yaml-language-server:.*\bbottle\.schema\.json/m.test(text)
  );
}

/** The path of a document; one that has never been saved has one of its own. */
export function pathOf(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch {
    return '/unsaved/bottle.yaml';
  }
}
