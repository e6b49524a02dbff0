import type {LaunchFile, Task} from '../model/launch-file.ts';
import type {ValueSource} from '../values/value-source.ts';
import {entryFor} from '../vocabulary/ids.ts';
import type {Loss} from './exported.ts';
import {staticText, type Dialect} from './static-text.ts';

/** The export of one task: writes its strings, and notes what cannot be written. */
export interface TaskExport {
  readonly launch: LaunchFile;
  readonly task: Task;
  /** The same, for the keys inside of one. */
  inside(key: string): TaskExport;
  lose(key: string, meaning: string): void;
  /** A string in the other tool's form; `undefined`, and reported, if it reads what only a run knows. */
  text(key: string, raw: string | number | boolean): string | undefined;
  /** A command as a list; `undefined`, and reported, if one of its words cannot be written. */
  argv(key: string, raw: readonly string[]): readonly string[] | undefined;
  /** The strings that can be written. */
  texts(key: string, raw: readonly string[]): string[];
  /** A value with all of its strings in the other tool's form; what cannot be written is left out and reported. */
  value(key: string, raw: unknown): unknown;
  /** Those of the values that can be written, by their names. */
  map(key: string, raw: Readonly<Record<string, string | number | boolean>>): Record<string, string>;
}

/** Inputs of the export of a task. */
export interface TaskToExport {
  readonly task: Task;
  readonly launch: LaunchFile;
  readonly dialect: Dialect;
  /** Takes what cannot be written. */
  readonly losses: Loss[];
}

/** @param prefix what the names of keys begin with in reports, such as `container.` */
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

/** Why a reference cannot be written. */
export function unknownReference(reference: string): string {
  return `\`${reference}\` is known only while bottle runs it`;
}

/** The address that is written in place of one that bottle leases. */
export const LOOPBACK = '127.0.0.1';

/** Values that are known without a run: variables of the file, and the loopback address instead of a leased one. */
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
