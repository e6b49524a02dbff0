import {isMap, isScalar, type PlainMap} from '../plain-map.ts';
import {meaningOf} from './meanings.ts';
import {asConstant, variablesIn} from './variables.ts';

/** Reports a part of a Compose file that is not carried over, with the consequence for the user. */
export type LeaveOut = (what: string, meaning: string) => void;

/**
 * A map of a Compose file. Each key must be read here or in a nested section. `finish` reports all unread keys, so none is lost
 * silently.
 */
export interface Section {
  /** Whether the map has a value for the key. */
  has(key: string): boolean;
  /** The converted value of a key. If `convert` returns `undefined`, the key is reported. */
  read<T>(key: string, convert: (value: unknown) => T | undefined): T | undefined;
  /**
   * Like `read`, for values that must be known before the run: variables are replaced with their value in `.env` or their
   * default.
   */
  fixed<T>(key: string, convert: (value: unknown) => T | undefined): T | undefined;
  /** The map under a key. */
  within(key: string): Section;
  /** The converted items of a list. Items for which `convert` returns `undefined` are reported. */
  each<T>(key: string, convert: (item: unknown, section: Section) => T | undefined): readonly T[];
  /** Like `each`, for the entries of a map. */
  entries<T>(
    key: string,
    convert: (name: string, value: unknown, section: Section) => T | undefined,
  ): readonly T[];
  /** Marks keys as read that need no conversion. */
  skip(...keys: readonly string[]): void;
  /** Reports a key, and ignores later reads of it. */
  leaveOut(key: string, meaning?: string): void;
  /** Reports something that is not a key. */
  report: LeaveOut;
  /** Reports all unread keys. */
  finish(): void;
}

/** The location of a section, and the target of its reports. */
export interface SectionFacts {
  /** The path in the Compose specification: `service.deploy`. */
  readonly schema: string;
  /** The path for reports, relative to the service or the root: `deploy`. */
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
  /** Returns a converted item. An item that is reported as a whole is not also reported key by key. */
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
          `fixed to ${shown(constant)}, regardless of ${listed}, because it must be known before the run`,
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

/** The keys of a section: tracks unread keys, and reports keys that are not carried over. */
interface Keys {
  labelOf(key: string): string;
  schemaOf(key: string): string;
  /** The value of a key, which is marked as read. */
  take(key: string): unknown;
  /** Like `take`, for a key whose value must be a map. Other values are reported. */
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
    leaveOut(`\`${name}: ${shown(value)}\``, 'bottle has no equivalent for this value');
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

/** A value on one line, shortened if necessary. */
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
