import type {LaunchFile, Task} from '../model/launch-file.ts';
import type {ValueSource} from '../values/value-source.ts';
import {entryFor} from '../vocabulary/ids.ts';
import type {Loss} from './exported.ts';
import {staticText, type Dialect} from './static-text.ts';

/** The export of a task: converts its strings, and reports everything that cannot be exported. */
export interface TaskExport {
  readonly launch: LaunchFile;
  readonly task: Task;
  /** The same export for the keys within a key. */
  inside(key: string): TaskExport;
  lose(key: string, meaning: string): void;
  /** Converts a string. If it refers to values known only during a run, reports that and returns `undefined`. */
  text(key: string, raw: string | number | boolean): string | undefined;
  /** Converts a command as a list. If one of its words cannot be converted, reports that and returns `undefined`. */
  argv(key: string, raw: readonly string[]): readonly string[] | undefined;
  /** Converts strings. Reports and omits those that cannot be converted. */
  texts(key: string, raw: readonly string[]): string[];
  /** Converts all strings in a value. Reports and omits those that cannot be converted. */
  value(key: string, raw: unknown): unknown;
  /** Converts the values of a map. Reports and omits those that cannot be converted. */
  map(key: string, raw: Readonly<Record<string, string | number | boolean>>): Record<string, string>;
}

/** Inputs of the export of a task. */
export interface TaskToExport {
  readonly task: Task;
  readonly launch: LaunchFile;
  readonly dialect: Dialect;
  /** Receives the parts that cannot be exported. */
  readonly losses: Loss[];
}

/** @param prefix prepended to keys in reports, such as `container.` */
export function exportOf(toExport: TaskToExport, prefix = ''): TaskExport {
  const {task, launch, dialect, losses} = toExport;
  const lose = (key: string, meaning: string): void =>
    void losses.push({task: task.name, key: `${prefix}${key}`, meaning});
  const text: TaskExport['text'] = (key, raw) => {
    const written = staticText(String(raw), dialect);
    if ('text' in written) return written.text;
    lose(key, unknownReference(written.without));
    return undefined;
  };
  const texts = (key: string, raw: readonly string[]): string[] =>
    raw.map((each, at) => text(`${key}[${at}]`, each)).filter(written => written !== undefined);
  const value: TaskExport['value'] = (key, raw) => {
    if (typeof raw === 'string') return text(key, raw);
    if (Array.isArray(raw))
      return raw.map((each, at) => value(`${key}[${at}]`, each)).filter(written => written !== undefined);
    if (typeof raw !== 'object' || raw === null) return raw;
    const entries = Object.entries(raw).map(([name, each]) => [name, value(`${key}.${name}`, each)]);
    return Object.fromEntries(entries.filter(([, written]) => written !== undefined)) as unknown;
  };
  return {
    ...{launch, task, lose, text, texts},
    inside: key => exportOf(toExport, `${prefix}${key}.`),
    value,
    argv(key, raw) {
      const written = texts(key, raw);
      return written.length === raw.length ? written : undefined;
    },
    map: (key, raw) => {
      const entries = Object.entries(raw).map(([name, value]) => [name, text(`${key}.${name}`, value)]);
      return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Record<string, string>;
    },
  };
}

/** Why a reference cannot be exported. */
export function unknownReference(reference: string): string {
  return `\`${reference}\` is known only during a run`;
}

/** The address that replaces leased addresses. */
export const LOOPBACK = '127.0.0.1';

/** Values known without a run: variables of the file, and the loopback address for leased addresses. */
export function constantsOf({vars, tasks}: LaunchFile): ValueSource {
  return {
    lookup([root, ...names]) {
      if (root === 'vars') return Object.hasOwn(vars, names.join('.')) ? vars[names.join('.')] : undefined;
      if (root === 'file') return '.';
      if (root !== 'tasks') return undefined;
      const [name = '', ...output] = names;
      const source = entryFor(tasks, name)?.source;
      return source && 'alias' in source && output.join('.') === 'ip' ? LOOPBACK : undefined;
    },
  };
}
