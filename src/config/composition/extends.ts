import {dirname, resolve} from 'node:path';
import {errorDiagnostic, type SourceRange} from '../../vocabulary/diagnostic.ts';
import {suggestionText} from '../analysis/unknown-name.ts';
import {isMap} from '../yaml/errors-below.ts';
import {composedFile} from './composed-file.ts';
import {merge} from './merge.ts';
import {entriesOf, entryOf, mapOf, wholeFile, withEntries, type Part} from './part.ts';
import type {Sources} from './read-sources.ts';
import {rebasePaths} from './relative-paths.ts';

/**
 * Adds the keys of extended tasks to the tasks of a launch file. A task whose `extends` cannot be resolved keeps the key.
 *
 * @param dir the folder that paths are relative to
 */
export function resolveExtends(file: Part, dir: string, sources: Sources): Part {
  const tasks = entryOf(file, 'tasks');
  if (!tasks || !entriesOf(tasks).some(([, task]) => entryOf(task, 'extends'))) return file;
  const resolver = createResolver(sources);
  const resolved = entriesOf(tasks).map(
    ([name, task]) => [name, resolver.task({file, dir, name}) ?? task] as const,
  );
  return withEntries(file, {tasks: mapOf(resolved, tasks.origin)});
}

/** A task, and the launch file that contains it. */
interface TaskPlace {
  readonly file: Part;
  readonly dir: string;
  readonly name: string;
}

function createResolver(sources: Sources) {
  const known = new Map<string, Part | undefined>();
  const way: string[] = [];
  return {task};

  /** A task with all inherited keys; `undefined` if an error was reported. */
  function task(at: TaskPlace): Part | undefined {
    const id = `${at.file.origin.file.path} ${at.name}`;
    if (known.has(id)) return known.get(id);
    way.push(id);
    const resolved = extended(at);
    way.pop();
    known.set(id, resolved);
    return resolved;
  }

  function extended(at: TaskPlace): Part | undefined {
    const own = taskIn(at.file, at.name);
    const extending = own && entryOf(own, 'extends');
    if (!own || !extending) return own;
    const base = baseOf(extending, at);
    if (base === undefined) return undefined;
    const cycle = way.indexOf(`${base.file.origin.file.path} ${base.name}`);
    if (cycle !== -1) {
      fail(cyclicText(way.slice(cycle), at.name), placeOf(extending));
      return undefined;
    }
    const whole = task(base);
    if (whole === undefined) return undefined;
    const path = ['tasks', at.name];
    const rebased = rebasePaths(whole, {from: base.dir, to: at.dir}, path);
    const merged = merge(rebased, withEntries(own, {extends: undefined}), path);
    // The task itself is defined here, even if it inherits keys.
    return {...merged, origin: {...merged.origin, file: own.origin.file, path: own.origin.path}};
  }

  /** The extended task; `undefined` if it does not exist, which was reported, or for a wrong shape, which is reported elsewhere. */
  function baseOf(extending: Part, at: TaskPlace): TaskPlace | undefined {
    const {value} = extending;
    const name = isMap(value) ? value.task : value;
    if (typeof name !== 'string') return undefined;
    const other = isMap(value) ? entryOf(extending, 'file') : undefined;
    const from = other ? otherFile(other) : {file: at.file, dir: at.dir};
    if (!from) return undefined;
    if (taskIn(from.file, name)) return {...from, name};
    const names = Object.keys(plain(entryOf(from.file, 'tasks')?.value)).filter(
      each => other ?? each !== at.name,
    );
    const {text: hint, ...suggestion} = suggestionText(name, names);
    const where = other ? ` of \`${String(other.value)}\`` : '';
    const named = isMap(value) ? (entryOf(extending, 'task') ?? extending) : extending;
    fail(`task \`${at.name}\` extends unknown task \`${name}\`${where}${hint}`, placeOf(named), suggestion);
    return undefined;
  }

  function otherFile(named: Part): Omit<TaskPlace, 'name'> | undefined {
    if (typeof named.value !== 'string') return undefined;
    const path = resolve(dirname(named.origin.file.path), named.value);
    const file = sources.read(path, {text: named.value, place: placeOf(named)}, RULE);
    return file && {file: wholeFile(file), dir: dirname(path)};
  }

  function fail(message: string, place: SourceRange, suggestion: {readonly suggestion?: string} = {}): void {
    sources.diagnostics.push(errorDiagnostic({rule: RULE, message, place, ...suggestion}));
  }
}

const RULE = 'wrong-extends';

/** A task by name, or a base that is not a task itself: a key `x-…` at the root. */
function taskIn(file: Part, name: string): Part | undefined {
  const tasks = entryOf(file, 'tasks');
  const found = tasks && entryOf(tasks, name);
  return found ?? (name.startsWith('x-') ? entryOf(file, name) : undefined);
}

function cyclicText(way: readonly string[], name: string): string {
  const names = [...way, ...way.slice(0, 1)].map(id => `\`${id.slice(id.lastIndexOf(' ') + 1)}\``);
  return names.length < 3
    ? `task \`${name}\` extends itself`
    : `these tasks extend each other: ${names.join(' → ')}`;
}

function placeOf({value, origin}: Part): SourceRange {
  return composedFile({value, origin}, origin.file).place([], 'value');
}

function plain(value: unknown): object {
  return isMap(value) ? value : {};
}
