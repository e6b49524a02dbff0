import {isAbsolute, posix, relative} from 'node:path';
import {isMap, isScalar, type PlainMap} from '../plain-map.ts';

/** A service from another folder, with its paths made relative to the project's folder. */
export function relocated(service: PlainMap, from: string, to: string): PlainMap {
  const prefix = relative(to, from);
  return prefix === '' ? service : relocateMap(service, prefix, SERVICE_PATHS);
}

/** Like {@link relocated}, for entries of `secrets` and `configs`. */
export function relocatedFile(entry: unknown, from: string, to: string): unknown {
  const prefix = relative(to, from);
  return isMap(entry) && prefix !== '' ? relocateMap(entry, prefix, {file: path}) : entry;
}

type Relocate = (value: unknown, prefix: string) => unknown;

const SERVICE_PATHS: Readonly<Record<string, Relocate>> = {
  build: (value, prefix) =>
    isMap(value)
      ? relocateMap({context: '.', ...value}, prefix, {context: folder, additional_contexts: folders})
      : folder(value, prefix),
  env_file: files,
  label_file: files,
  volumes: (value, prefix) => mapItems(value, item => mount(item, prefix)),
  credential_spec: (value, prefix) => (isMap(value) ? relocateMap(value, prefix, {file: path}) : value),
};

function relocateMap(map: PlainMap, prefix: string, keys: Readonly<Record<string, Relocate>>): PlainMap {
  return Object.fromEntries(
    Object.entries(map).map(([key, value]) => [
      key,
      Object.hasOwn(keys, key) ? keys[key]?.(value, prefix) : value,
    ]),
  );
}

function path(value: unknown, prefix: string): unknown {
  if (typeof value !== 'string' || isAbsolute(value) || /^[~$]/.test(value)) return value;
  const joined = posix.join(prefix, value);
  return /^\.\.?(\/|$)/.test(joined) ? joined : `./${joined}`;
}

/** The value may also be an address. */
function folder(value: unknown, prefix: string): unknown {
  return /^(\w+:|git@|github\.com\/)/.test(String(value)) ? value : path(value, prefix);
}

function folders(value: unknown, prefix: string): unknown {
  return isMap(value)
    ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, folder(each, prefix)]))
    : value;
}

function files(value: unknown, prefix: string): unknown {
  if (isScalar(value)) return path(value, prefix);
  return mapItems(value, item => (isMap(item) ? relocateMap(item, prefix, {path}) : path(item, prefix)));
}

function mount(item: unknown, prefix: string): unknown {
  if (isMap(item)) return item.type === 'bind' ? relocateMap(item, prefix, {source: path}) : item;
  const [, source = '', rest = ''] = /^(\.[^:]*)(:.*)$/s.exec(String(item)) ?? [];
  return source === '' ? item : `${String(path(source, prefix))}${rest}`;
}

function mapItems(value: unknown, change: (item: unknown) => unknown): unknown {
  return Array.isArray(value) ? value.map(change) : value;
}
