import {isMap} from '../yaml/errors-below.ts';
import type {KeyPath, ParsedFile} from '../yaml/parsed-file.ts';

/** A value that may be composed from several files, with the origin of each piece. */
export interface Part {
  readonly value: unknown;
  readonly origin: Origin;
}

/** The location of a value in its file. */
export interface Origin {
  readonly file: ParsedFile;
  readonly path: KeyPath;
  /** Origins of pieces from elsewhere, by key or index. */
  readonly children?: ReadonlyMap<string | number, Origin>;
  /** For an edited string: maps an offset to the original string. */
  readonly toWritten?: (offset: number) => number;
}

/** A whole file. */
export function wholeFile(file: ParsedFile): Part {
  return {value: file.value, origin: {file, path: []}};
}

/** The origin of the value at a path below. A path that does not exist is followed as far as possible. */
export function originAt(origin: Origin, path: KeyPath): Origin {
  const [key, ...rest] = path;
  if (key === undefined) return origin;
  const child = origin.children?.get(key);
  if (child) return originAt(child, rest);
  return {file: origin.file, path: [...origin.path, ...path]};
}

/** The entries of a map; none for anything else. */
export function entriesOf({value, origin}: Part): readonly (readonly [string, Part])[] {
  if (!isMap(value)) return [];
  return Object.entries(value).map(([key, child]) => [key, {value: child, origin: originAt(origin, [key])}]);
}

/** The items of a list; none for anything else. */
export function itemsOf({value, origin}: Part): readonly Part[] {
  if (!Array.isArray(value)) return [];
  return value.map((child: unknown, at) => ({value: child, origin: originAt(origin, [at])}));
}

/** An entry of a map; `undefined` if there is none. */
export function entryOf(part: Part, key: string): Part | undefined {
  const {value, origin} = part;
  if (!isMap(value) || !Object.hasOwn(value, key)) return undefined;
  return {value: value[key], origin: originAt(origin, [key])};
}

/** A map of these entries, with the origin of the map itself. */
export function mapOf(entries: readonly (readonly [string, Part])[], {file, path}: Origin): Part {
  return {
    value: Object.fromEntries(entries.map(([key, {value}]) => [key, value])),
    origin: {file, path, children: new Map(entries.map(([key, child]) => [key, child.origin]))},
  };
}

/** A list of these items. */
export function listOf(items: readonly Part[], {file, path}: Origin): Part {
  return {
    value: items.map(({value}) => value),
    origin: {file, path, children: new Map(items.map((item, at) => [at, item.origin]))},
  };
}

/** A map with some entries replaced, or removed if they are `undefined`. */
export function withEntries(part: Part, changed: Readonly<Record<string, Part | undefined>>): Part {
  const kept = entriesOf(part).filter(([key]) => !Object.hasOwn(changed, key));
  const added = Object.entries(changed).flatMap(([key, child]) => (child ? [[key, child] as const] : []));
  return mapOf([...kept, ...added], part.origin);
}
