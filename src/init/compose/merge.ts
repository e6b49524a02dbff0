import {isMap, isScalar, type PlainMap} from '../plain-map.ts';
import {tagKey, type ComposeFile, type MergeTag} from './parse-file.ts';

/** Merges a later Compose file into the earlier ones: https://docs.docker.com/reference/compose-file/merge/ */
export function mergeFiles(base: PlainMap, {root, tags}: Pick<ComposeFile, 'root' | 'tags'>): PlainMap {
  return mergeMaps(base, root, [], tags);
}

/** Merges a service into the service that it extends. */
export function mergeService(
  base: PlainMap,
  service: PlainMap,
  name: string,
  tags: ReadonlyMap<string, MergeTag>,
): PlainMap {
  return mergeMaps(base, service, ['services', name], tags);
}

function mergeMaps(
  base: PlainMap,
  over: PlainMap,
  path: readonly string[],
  tags: ReadonlyMap<string, MergeTag>,
): PlainMap {
  const tagOf = (key: string): MergeTag | undefined => tags.get(tagKey([...path, key]));
  const kept = Object.entries(base).filter(([key]) => tagOf(key) !== 'reset');
  const later = Object.entries(over).filter(([key]) => tagOf(key) !== 'reset');
  const merged = later.map(([key, value]) => {
    const isAlone = tagOf(key) === 'override' || base[key] === undefined || base[key] === null;
    return [key, isAlone ? value : mergeValues(base[key], value, [...path, key], tags)] as const;
  });
  return {...Object.fromEntries(kept), ...Object.fromEntries(merged)};
}

function mergeValues(
  base: unknown,
  over: unknown,
  path: readonly string[],
  tags: ReadonlyMap<string, MergeTag>,
): unknown {
  const rule = ruleOf(path);
  if (rule === 'replace') return over;
  if (rule === 'map') return mergeMaps(asMap(base), asMap(over), path, tags);
  if (rule === 'build') return mergeMaps(asBuild(base), asBuild(over), path, tags);
  if (rule !== undefined) return appended(asList(base), asList(over), rule);
  if (isMap(base) && isMap(over)) return mergeMaps(base, over, path, tags);
  if (Array.isArray(base) && Array.isArray(over)) return appended(base, over, JSON.stringify);
  return over;
}

/** The identity of a list item. If two items have the same identity, the later one is used. */
type Identity = (item: unknown) => string;

/** How a value is merged; `undefined` for the default: maps are merged by key, lists are appended, and scalars are replaced. */
function ruleOf(path: readonly string[]): 'replace' | 'map' | 'build' | Identity | undefined {
  const [section, , ...inside] = path;
  if (section !== 'services') return inside.join('.') === 'labels' ? 'map' : undefined;
  return SERVICE_RULES[inside.join('.')];
}

const SERVICE_RULES: Readonly<Record<string, 'replace' | 'map' | 'build' | Identity>> = {
  ...rules('replace', ['command', 'entrypoint', 'healthcheck.test']),
  ...rules('map', ['environment', 'labels', 'annotations', 'sysctls', 'depends_on', 'networks']),
  ...rules('map', ['build.args', 'build.labels', 'build.additional_contexts', 'deploy.labels']),
  build: 'build',
  ...rules(JSON.stringify, ['dns', 'dns_search', 'tmpfs', 'env_file', 'label_file', 'extra_hosts']),
  volumes: targetOfVolume,
  devices: targetOfVolume,
  ...rules(targetOfFile, ['secrets', 'configs']),
  ports: JSON.stringify,
};

function rules<Rule>(rule: Rule, keys: readonly string[]): Readonly<Record<string, Rule>> {
  return Object.fromEntries(keys.map(key => [key, rule]));
}

function targetOfVolume(item: unknown): string {
  if (isMap(item)) return String(item.target);
  const parts = String(item).split(/:(?![^{]*\})/);
  return parts[1] ?? parts[0] ?? '';
}

function targetOfFile(item: unknown): string {
  return isMap(item) ? String(item.target ?? item.source) : String(item);
}

function appended(
  base: readonly unknown[],
  over: readonly unknown[],
  identity: Identity,
): readonly unknown[] {
  return [...new Map([...base, ...over].map(item => [identity(item), item])).values()];
}

function asList(value: unknown): readonly unknown[] {
  if (isMap(value)) return Object.entries(value).map(([name, each]) => `${name}:${String(each)}`);
  return Array.isArray(value) ? value : [value];
}

function asBuild(value: unknown): PlainMap {
  return isMap(value) ? value : {context: value};
}

/** `[A=1, B]` as `{A: '1', B: null}`. */
export function asMap(value: unknown): PlainMap {
  if (isMap(value)) return value;
  const items = asList(value).filter(isScalar);
  return Object.fromEntries(
    items.map(item => {
      const [, name = '', rest] = /^([^=]*)(?:=(.*))?$/s.exec(String(item)) ?? [];
      return [name, rest ?? null];
    }),
  );
}
