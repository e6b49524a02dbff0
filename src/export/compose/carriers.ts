import type {KeyReport} from '../key-table.ts';
import type {Fields} from '../../vocabulary/fields.ts';
import type {TaskExport} from '../task-export.ts';

type Context = TaskExport & KeyReport;

/** Exports a key unchanged, or under another name. */
export const as =
  (name?: string) =>
  (raw: unknown, {key, value}: Context): Fields => ({[name ?? key]: value(key, raw)});

/** Exports a command as a list, or not at all if one of its words cannot be exported. */
export const asArgv =
  (name: string) =>
  (words: readonly string[], {key, argv}: Context): Fields => {
    const written = argv(key, words);
    return written ? {[name]: written} : {};
  };

/** Exports a map. Compose expects the values as strings. */
export const asMap =
  (name: string) =>
  (raw: Readonly<Record<string, string | number | boolean>>, {key, map}: Context): Fields => ({
    [name]: map(key, raw),
  });

/** Exports a namespace mode; another container is referred to by the name of its service. */
export const asNamespace = (raw: string, {key, text}: Context): Fields => {
  const [, task] = /^container:\$\{\{\s*tasks\.([\w-]+)\.id\s*\}\}$/.exec(raw) ?? [];
  return {[key]: task === undefined ? text(key, raw) : `service:${task}`};
};
