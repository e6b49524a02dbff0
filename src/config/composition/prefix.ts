import {referencesIn, type ValueReference} from '../../values/expression.ts';
import {parseTemplate} from '../../values/template.ts';
import {impliedNames} from '../analysis/implied-needs.ts';
import {volumeMentions, volumeTasks} from '../analysis/volume-names.ts';
import type {PartialTask} from '../analysis/partial-task.ts';
import type {KeyPath} from '../yaml/parsed-file.ts';
import {withSecretNames} from './prefix-secrets.ts';
import {editStrings, type Insertion} from './edit-strings.ts';
import {entriesOf, entryOf, mapOf, withEntries, type Part} from './part.ts';

/** Sections of a launch file whose entries other files can refer to by name. */
export const namedSections = ['tasks', 'vars', 'secrets', 'places'] as const;

/**
 * Adds `prefix-` to the names of the tasks, variables, secrets and places of a launch file and to all uses of these names. Names
 * that the file does not define are unchanged.
 *
 * @param tasks the tasks of the file, after the check of their shape
 */
export function createRenaming(file: Part, prefix: string, tasks: readonly PartialTask[]): Renaming {
  const start = `${prefix}-`;
  const own = new Map(namedSections.map(section => [section as string, namesIn(file, section)]));
  const volumes = volumeTasks(tasks);
  const named = (task: PartialTask) => [
    ...mentionedTasks(task),
    ...volumeMentions(task, volumes).map(({path}) => path),
  ];
  const mentions = new Set(tasks.flatMap(named).map(keyOf));
  const edit = (text: string, path: KeyPath): readonly Insertion[] => {
    if (mentions.has(keyOf(path)))
      return startsWithName(text, own.get('tasks')) ? [{at: 0, text: start}] : [];
    if (isPlaceName(path)) return own.get('places')?.has(text) === true ? [{at: 0, text: start}] : [];
    return text.includes('${{') ? insertionsIn(text, start, own) : [];
  };
  const renamed = (part: Part): Part => editStrings(part, edit);
  return {
    renamed,
    file() {
      const edited = renamed(file);
      const sections = namedSections.flatMap(section => {
        const part = entryOf(edited, section);
        if (!part) return [];
        const secrets = own.get('secrets') ?? new Set();
        const changed = section === 'tasks' ? withSecretNames(part, secrets, start) : part;
        return [[section, withStart(changed, start)] as const];
      });
      return withEntries(edited, Object.fromEntries(sections));
    },
  };
}

export interface Renaming {
  /** The file with the new names. */
  file(): Part;
  /** Another part, with the new names in place of the old ones. */
  renamed(part: Part): Part;
}

function namesIn(file: Part, section: string): ReadonlySet<string> {
  const part = entryOf(file, section);
  return new Set(part ? entriesOf(part).map(([name]) => name) : []);
}

function withStart(part: Part, start: string): Part {
  return mapOf(
    entriesOf(part).map(([name, child]) => [start + name, child] as const),
    part.origin,
  );
}

/** The paths of strings that name other tasks. */
function mentionedTasks(task: PartialTask): readonly KeyPath[] {
  const {needs} = task.keys;
  const named = Array.isArray(needs)
    ? needs.map((need: unknown, at): KeyPath =>
        typeof need === 'string' ? [...task.path, 'needs', at] : [...task.path, 'needs', at, 'task'],
      )
    : [];
  return [...named, ...impliedNames(task)];
}

/** Whether a string is the place of a task or the default place. */
function isPlaceName(path: KeyPath): boolean {
  return path.at(-1) === 'place' && (path.length === 1 || (path[0] === 'tasks' && path.length === 3));
}

/** Whether a string is one of the names or starts with one, like `box:/path`. */
function startsWithName(text: string, names: ReadonlySet<string> | undefined): boolean {
  const colon = text.indexOf(':');
  return names?.has(text) === true || (colon > 0 && names?.has(text.slice(0, colon)) === true);
}

function insertionsIn(
  text: string,
  start: string,
  own: ReadonlyMap<string, ReadonlySet<string>>,
): readonly Insertion[] {
  return parseTemplate(text)
    .parts.flatMap(part => (part.type === 'expression' ? referencesIn(part.expression) : []))
    .flatMap((reference: ValueReference) => {
      const [root = '', ...names] = reference.path;
      // Variables and secrets may have dots in their names.
      const name = root === 'tasks' ? names[0] : names.join('.');
      const isOwn = name !== undefined && own.get(root)?.has(name) === true;
      return isOwn ? [{at: reference.start + root.length + 1, text: start}] : [];
    })
    .toSorted((a, b) => a.at - b.at);
}

function keyOf(path: KeyPath): string {
  return JSON.stringify(path);
}
