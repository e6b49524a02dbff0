import {posix} from 'node:path';
import {isScalar, mapOf, type PlainMap} from '../plain-map.ts';
import {section, type Section} from './section.ts';
import {text} from './values.ts';
import {asConstant, asReferences} from './variables.ts';

/** What the secrets and configurations of a service come from. */
export interface FileFacts {
  /** The maps `secrets` and `configs` of the file. */
  readonly secrets: PlainMap;
  readonly configs: PlainMap;
  readonly exists: (path: string) => boolean;
  readonly env: Readonly<Record<string, string>>;
}

/** The kinds of files, and where Compose puts them. */
const KINDS = {
  secrets: {schema: 'secret', word: 'secret', folder: '/run/secrets'},
  configs: {schema: 'config', word: 'configuration', folder: '/'},
} as const;

/** The secrets and configurations of a service that are files, as mounts: that is how Compose provides them too. */
export function fileMounts(service: Section, facts: FileFacts): readonly string[] {
  return (['secrets', 'configs'] as const).flatMap(key =>
    service
      .each(key, (item, given) => {
        const name = isScalar(item) ? String(item) : given.read('source', text);
        if (name === undefined) return undefined;
        const target = given.read('target', text) ?? name;
        // Compose mounts the file as it is, and ignores them as well.
        given.skip('uid', 'gid', 'mode');
        const source = sourceOf(key, name, service, facts);
        return source === undefined ? [] : [`${source}:${posix.resolve(KINDS[key].folder, target)}:ro`];
      })
      .flat(),
  );
}

function sourceOf(
  key: keyof typeof KINDS,
  name: string,
  service: Section,
  {exists, env, ...facts}: FileFacts,
): string | undefined {
  const {schema, word} = KINDS[key];
  const label = `the ${word} \`${name}\``;
  const definition = section(mapOf(facts[key][name]), {
    ...{schema, label: '', env},
    leaveOut: (what, meaning) => service.report(`${what} of ${label}`, meaning),
  });
  definition.skip('name');
  const file = definition.read('file', value => (isScalar(value) ? String(value) : undefined));
  definition.finish();
  if (file === undefined) {
    service.report(label, 'the file is missing in the container');
    return undefined;
  }
  if (!exists(asConstant(file, env))) {
    service.report(label, `\`${file}\` does not exist; create it, and mount it under \`volumes\``);
    return undefined;
  }
  return asReferences(/^[./~$]/.test(file) ? file : `./${file}`);
}
