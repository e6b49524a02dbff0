import type {KeyReport} from '../key-table.ts';
import type {Fields} from '../../vocabulary/fields.ts';
import type {TaskExport} from '../task-export.ts';

type Context = TaskExport & KeyReport;

/** The same value, under this name or its own. */
export const as =
  (name?: string) =>
  (raw: unknown, {key, value}: Context): Fields => ({[name ?? key]: value(key, raw)});

/** A command as a list; whole, or not at all. */
export const asArgv =
  (name: string) =>
  (words: readonly string[], {key, argv}: Context): Fields => {
    const written = argv(key, words);
    return written ? {[name]: written} : {};
  };

/** Names and values, which Compose wants as strings. */
export const asMap =
  (name: string) =>
  (raw: Readonly<Record<string, string | number | boolean>>, {key, map}: Context): Fields => ({
    [name]: map(key, raw),
  });

/** A namespace; that of another container by the name of its service. */
export const asNamespace = (raw: string, {key, text}: Context): Fields => {
  const [, task] = /^container:\$\{\{\s*tasks\.([\w-]+)\.id\s*\}\}$/.exec(raw) ?? [];
  return {[key]: task === undefined ? text(key, raw) : `service:${task}`};
};
