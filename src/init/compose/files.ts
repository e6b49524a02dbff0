import {posix} from 'node:path';
import type {ConfigFile, SecretMount} from '../../schema/tasks/container-mounts.ts';
import {isScalar, mapOf, type PlainMap} from '../plain-map.ts';
import {octal} from './mount.ts';
import {section, type Section} from './section.ts';
import {text, whole, withoutGaps} from './values.ts';
import {asConstant, asReferences} from './variables.ts';

/** Sources of the secrets and configurations of a service. */
export interface SourceFacts {
  /** The maps `secrets` and `configs` of the file. */
  readonly secrets: PlainMap;
  readonly configs: PlainMap;
  readonly exists: (path: string) => boolean;
  readonly env: Readonly<Record<string, string>>;
}

interface FileFacts extends SourceFacts {
  /** Whether the root file system of the container is read-only. */
  readonly isReadOnly: boolean;
}

/** The secrets and configurations of a service. */
export interface FileKeys {
  /** Mounts for the ones that are files of the project, as in Compose. */
  readonly volumes: string[];
  readonly configs: ConfigFile[];
  readonly secrets: SecretMount[];
}

/** The default folders in which Compose mounts them. */
const FOLDERS = {secrets: '/run/secrets', configs: '/'} as const;

type Kind = keyof typeof FOLDERS;

export function fileKeys(service: Section, facts: FileFacts): FileKeys {
  const keys: FileKeys = {volumes: [], configs: [], secrets: []};
  for (const kind of ['secrets', 'configs'] as const)
    service.each(kind, (item, given) => {
      const name = isScalar(item) ? String(item) : given.read('source', text);
      if (name === undefined) return undefined;
      add(kind, name, given, {service, facts, keys});
      return true;
    });
  return keys;
}

function add(
  kind: Kind,
  name: string,
  given: Section,
  {service, facts, keys}: {readonly service: Section; readonly facts: FileFacts; readonly keys: FileKeys},
): void {
  const target = posix.resolve(FOLDERS[kind], given.read('target', text) ?? name);
  const definition = definitionOf(kind, name, service, facts);
  const file = definition.read('file', value => (isScalar(value) ? String(value) : undefined));
  const content = definition.read('content', text);
  const variable = definition.read('environment', value => (isScalar(value) ? String(value) : undefined));
  definition.finish();
  if (file !== undefined) {
    // Compose mounts the file unchanged and also ignores these keys.
    given.skip('uid', 'gid', 'mode');
    if (facts.exists(asConstant(file, facts.env)))
      keys.volumes.push(`${asReferences(/^[./~$]/.test(file) ? file : `./${file}`)}:${target}:ro`);
    else
      service.report(
        `the file of \`${kind}.${name}\``,
        `\`${file}\` does not exist; create it, and mount it under \`volumes\``,
      );
    return;
  }
  if (facts.isReadOnly && (content ?? variable) !== undefined && !target.startsWith(`${FOLDERS.secrets}/`)) {
    service.report(
      `\`${kind}.${name}\``,
      'with `read_only`, the engine cannot create this file, so Compose refuses to start; use a `file`',
    );
    given.skip('uid', 'gid', 'mode');
    return;
  }
  const owner = withoutGaps<Pick<SecretMount, 'uid' | 'gid' | 'mode'>>({
    uid: given.fixed('uid', whole),
    gid: given.fixed('gid', whole),
    mode: given.fixed('mode', octal)?.padStart(4, '0'),
  });
  if (variable !== undefined && kind === 'secrets') keys.secrets.push({source: name, target, ...owner});
  else if (content !== undefined || variable !== undefined)
    keys.configs.push({content: content ?? `\${{ env.${variable ?? ''} }}`, target, ...owner});
  else service.report(`\`${kind}.${name}\``, 'it has no source, so the file is missing in the container');
}

/** The definition in the root of the file. Losses are reported for the service. */
function definitionOf(kind: Kind, name: string, service: Section, {env, ...facts}: SourceFacts): Section {
  const definition = section(mapOf(facts[kind][name]), {
    schema: kind === 'secrets' ? 'secret' : 'config',
    label: `${kind}.${name}`,
    leaveOut: service.report,
    env,
  });
  // The name of a swarm object.
  definition.skip('name');
  return definition;
}

/** The secrets of the launch file: secrets of services that come from the environment. */
export function environmentSecrets(
  secrets: PlainMap,
  services: readonly PlainMap[],
): Readonly<Record<string, {readonly env: string}>> {
  const used = services.flatMap(service =>
    Array.isArray(service.secrets) ? (service.secrets as unknown[]) : [],
  );
  const names = new Set(used.map(item => String(mapOf(item).source ?? item)));
  const named = [...names].flatMap(name => {
    const {environment} = mapOf(secrets[name]);
    return isScalar(environment) ? [[name, {env: String(environment)}] as const] : [];
  });
  return Object.fromEntries(named);
}
