import {isMap, isScalar, type PlainMap} from '../plain-map.ts';
import {meaningOf} from './meanings.ts';
import {asConstant, variablesIn} from './variables.ts';

/** Reports a part of a Compose file that is not carried over, with what that means for the user. */
export type LeaveOut = (what: string, meaning: string) => void;

/**
 * A map of a Compose file. Each of its keys has to be read, here or in a section below: `finish` reports all others, so that
 * none is lost silently.
 */
export interface Section {
  /** Whether the map has the key, with a value. */
  has(key: string): boolean;
  /** The value that `convert` makes of a key. If it makes none, the key is reported. */
  read<T>(key: string, convert: (value: unknown) => T | undefined): T | undefined;
  /** The same for values that a launch file must know before the run: variables have their value in `.env`, or else their default. */
  fixed<T>(key: string, convert: (value: unknown) => T | undefined): T | undefined;
  /** A map below. */
  within(key: string): Section;
  /** The items of a list, each a section if it is a map; those of which `convert` makes nothing are reported. */
  each<T>(key: string, convert: (item: unknown, section: Section) => T | undefined): readonly T[];
  /** The entries of a map, the same way. */
  entries<T>(
    key: string,
    convert: (name: string, value: unknown, section: Section) => T | undefined,
  ): readonly T[];
  /** Keys that have nothing to be carried over. */
  skip(...keys: readonly string[]): void;
  /** Reports a key, which is not read after that. */
  leaveOut(key: string, meaning?: string): void;
  /** Reports something that is not a key. */
  report: LeaveOut;
  /** Reports what was not read. */
  finish(): void;
}

/** Where a section is, and what happens to its reports. */
export interface SectionFacts {
  /** Its path in the Compose specification: `service.deploy`. */
  readonly schema: string;
  /** Its path as reports name it, from the service or the root: `deploy`. */
  readonly label: string;
  readonly leaveOut: LeaveOut;
  /** The variables of `.env`. */
  readonly env: Readonly<Record<string, string>>;
}

export function section(map: PlainMap, facts: SectionFacts): Section {
  const {schema, label, leaveOut, env} = facts;
  const dropped = new Set<string>();
  const unread = new Set(Object.keys(map).filter(key => !key.startsWith('x-') && !isNothing(map[key])));
  const below: Section[] = [];
  const labelOf = (key: string): string => (label === '' ? key : `${label}.${key}`);
  const schemaOf = (key: string): string => `${schema}.${key}`;
  const misread = (name: string, value: unknown): void =>
    leaveOut(`\`${name}: ${shown(value)}\``, 'bottle has no equivalent of this value');
  const child = (value: unknown, at: Pick<SectionFacts, 'schema' | 'label'>): Section =>
    section(isMap(value) ? value : {}, {...facts, ...at});
  /** Converts an item; one that is reported as a whole is not reported key by key as well. */
  const converted = <T>(
    name: string,
    item: unknown,
    part: Section,
    value: T | undefined,
  ): T | readonly never[] => {
    if (value === undefined) misread(name, item);
    else below.push(part);
    return value ?? [];
  };

  function read<T>(
    key: string,
    convert: (value: unknown) => T | undefined,
    given: unknown = map[key],
  ): T | undefined {
    unread.delete(key);
    if (isNothing(given) || dropped.has(key)) return undefined;
    const value = convert(given);
    if (value === undefined) misread(labelOf(key), map[key]);
    return value;
  }

  function fixed<T>(key: string, convert: (value: unknown) => T | undefined): T | undefined {
    const names = variablesBelow(map[key]);
    if (names.length === 0) return read(key, convert);
    const value = read(key, convert, constantBelow(map[key], env));
    const listed = names.map(name => `\`${name}\``).join(', ');
    if (value !== undefined)
      leaveOut(
        `the variable of \`${labelOf(key)}\``,
        `it is ${shown(constantBelow(map[key], env))} here, whatever ${listed} is, because it must be known before the run`,
      );
    return value;
  }

  return {
    has: key => !isNothing(map[key]),
    read,
    fixed,
    within(key) {
      unread.delete(key);
      if (!isNothing(map[key]) && !isMap(map[key])) misread(labelOf(key), map[key]);
      const part = child(map[key], {schema: schemaOf(key), label: labelOf(key)});
      below.push(part);
      return part;
    },
    each(key, convert) {
      unread.delete(key);
      if (dropped.has(key) || isNothing(map[key])) return [];
      const items: readonly unknown[] = Array.isArray(map[key]) ? map[key] : [map[key]];
      return items.flatMap((item, at) => {
        const name = `${labelOf(key)}[${at}]`;
        const part = child(item, {schema: schemaOf(key), label: name});
        return converted(name, item, part, convert(item, part));
      });
    },
    entries(key, convert) {
      unread.delete(key);
      const given = map[key];
      if (!isNothing(given) && !isMap(given)) misread(labelOf(key), given);
      return Object.entries(isMap(given) ? given : {}).flatMap(([name, value]) => {
        const label = `${labelOf(key)}.${name}`;
        const part = child(value, {schema: `${schemaOf(key)}.*`, label});
        return converted(label, value, part, convert(name, value, part));
      });
    },
    skip: (...keys) => keys.forEach(key => unread.delete(key)),
    leaveOut(key, meaning = meaningOf(schemaOf(key))) {
      unread.delete(key);
      dropped.add(key);
      leaveOut(`\`${labelOf(key)}\``, meaning);
    },
    report: leaveOut,
    finish() {
      for (const key of unread) leaveOut(`\`${labelOf(key)}\``, meaningOf(schemaOf(key)));
      unread.clear();
      for (const part of below) part.finish();
    },
  };
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

/** A value in one line, not too long. */
function shown(value: unknown): string {
  const text = isScalar(value) ? String(value) : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

const LONGEST = 100;

function variablesBelow(value: unknown): readonly string[] {
  if (typeof value === 'string') return variablesIn(value);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(variablesBelow) : [];
}

function constantBelow(value: unknown, env: SectionFacts['env']): unknown {
  if (typeof value === 'string') return asConstant(value, env);
  if (Array.isArray(value)) return value.map(item => constantBelow(item, env));
  return isMap(value)
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, constantBelow(each, env)]))
    : value;
}
