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
  /** The map under a key. */
  within(key: string): Section;
  /** The items of a list, each a section if it is a map; those for which `convert` returns `undefined` are reported. */
  each<T>(key: string, convert: (item: unknown, section: Section) => T | undefined): readonly T[];
  /** The same for the entries of a map. */
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
  const {env, leaveOut} = facts;
  const keys = createKeys(map, facts);
  const below: Section[] = [];
  const child = (value: unknown, at: Pick<SectionFacts, 'schema' | 'label'>): Section =>
    section(isMap(value) ? value : {}, {...facts, ...at});
  /** Converts an item; one that is reported as a whole is not reported key by key as well. */
  const converted = <T>(
    label: string,
    item: unknown,
    part: Section,
    value: T | undefined,
  ): T | readonly never[] => {
    if (value === undefined) keys.misread(label, item);
    else below.push(part);
    return value ?? [];
  };
  const read = <T>(
    key: string,
    convert: (value: unknown) => T | undefined,
    given: unknown = map[key],
  ): T | undefined => {
    keys.take(key);
    if (isNothing(given) || keys.isLeftOut(key)) return undefined;
    const value = convert(given);
    if (value === undefined) keys.misread(keys.labelOf(key), map[key]);
    return value;
  };
  return {
    has: key => !isNothing(map[key]),
    read: (key, convert) => read(key, convert),
    fixed(key, convert) {
      const names = variablesBelow(map[key]);
      if (names.length === 0) return read(key, convert);
      const constant = constantBelow(map[key], env);
      const value = read(key, convert, constant);
      const listed = names.map(name => `\`${name}\``).join(', ');
      if (value !== undefined)
        leaveOut(
          `the variable of \`${keys.labelOf(key)}\``,
          `it is ${shown(constant)} here, whatever ${listed} is, because it must be known before the run`,
        );
      return value;
    },
    within(key) {
      const part = child(keys.takeMap(key), {schema: keys.schemaOf(key), label: keys.labelOf(key)});
      below.push(part);
      return part;
    },
    each(key, convert) {
      const given = keys.take(key);
      if (keys.isLeftOut(key) || isNothing(given)) return [];
      const items: readonly unknown[] = Array.isArray(given) ? given : [given];
      return items.flatMap((item, at) => {
        const label = `${keys.labelOf(key)}[${at}]`;
        const part = child(item, {schema: keys.schemaOf(key), label});
        return converted(label, item, part, convert(item, part));
      });
    },
    entries(key, convert) {
      return Object.entries(keys.takeMap(key)).flatMap(([name, value]) => {
        const label = `${keys.labelOf(key)}.${name}`;
        const part = child(value, {schema: `${keys.schemaOf(key)}.*`, label});
        return converted(label, value, part, convert(name, value, part));
      });
    },
    skip: (...names) => names.forEach(keys.take),
    leaveOut: keys.leaveOut,
    report: leaveOut,
    finish() {
      keys.reportUnread();
      for (const part of below) part.finish();
    },
  };
}

/** The keys of a section: which are still to be read, and reports of those that are not carried over. */
interface Keys {
  labelOf(key: string): string;
  schemaOf(key: string): string;
  /** The value of a key, which counts as read from now on. */
  take(key: string): unknown;
  /** The same for a key that has to be a map; anything else is reported. */
  takeMap(key: string): PlainMap;
  leaveOut(key: string, meaning?: string): void;
  isLeftOut(key: string): boolean;
  /** Reports a value that could not be converted. */
  misread(label: string, value: unknown): void;
  reportUnread(): void;
}

function createKeys(map: PlainMap, {schema, label, leaveOut}: SectionFacts): Keys {
  const leftOut = new Set<string>();
  const unread = new Set(Object.keys(map).filter(key => !key.startsWith('x-') && !isNothing(map[key])));
  const labelOf = (key: string): string => (label === '' ? key : `${label}.${key}`);
  const schemaOf = (key: string): string => `${schema}.${key}`;
  const take = (key: string): unknown => {
    unread.delete(key);
    return map[key];
  };
  const misread = (name: string, value: unknown): void =>
    leaveOut(`\`${name}: ${shown(value)}\``, 'bottle has no equivalent of this value');
  return {
    ...{labelOf, schemaOf, take, misread},
    takeMap(key) {
      const value = take(key);
      if (isMap(value)) return value;
      if (!isNothing(value)) misread(labelOf(key), value);
      return {};
    },
    leaveOut(key, meaning = meaningOf(schemaOf(key))) {
      take(key);
      leftOut.add(key);
      leaveOut(`\`${labelOf(key)}\``, meaning);
    },
    isLeftOut: key => leftOut.has(key),
    reportUnread() {
      for (const key of unread) leaveOut(`\`${labelOf(key)}\``, meaningOf(schemaOf(key)));
      unread.clear();
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
