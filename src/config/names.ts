import {hasExpression} from '../values/template.ts';
import type {Diagnostic, Place} from '../vocabulary/diagnostic.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {Draft, DraftTask} from './draft.ts';
import {together, type Judged} from './judged.ts';
import type {Edge} from './launch-file.ts';
import type {KeyPath} from './parsed-file.ts';
import {advice} from './unknown-name.ts';

/** The tasks that a task names: in `needs`, and in keys that imply a need. */
export function judgeNames(draft: Draft, task: DraftTask): Judged {
  return together([
    ...namedNeeds(task).map(named => judgeNeed(draft, task, named)),
    ...impliedNeeds(task).map(named => judgeNeed(draft, task, named)),
    {diagnostics: repeatedNeeds(draft, task), edges: []},
  ]);
}

/** The file's `until`, which must name a task that ends. */
export function judgeUntil({parsed, root, tasks}: Draft): readonly Diagnostic[] {
  const {until} = root;
  if (typeof until !== 'string' || hasExpression(until)) return [];
  const place = parsed.place(['until'], 'value');
  const task = tasks.get(until);
  if (task === undefined) {
    const {words, ...suggestion} = advice(until, [...tasks.keys()]);
    return [
      {severity: 'error', message: `\`until\` names unknown task \`${until}\`${words}`, place, ...suggestion},
    ];
  }
  if (task.sound?.kind.lasting !== 'stays') return [];
  const message = `the run cannot last until \`${until}\` ends, since \`${task.sound.kind.name}\` tasks stay up; name a task that ends`;
  const also = {message: `\`${until}\` stands here`, place: parsed.place(task.path, 'key')};
  return [{severity: 'error', message, place, also}];
}

interface NamedNeed {
  readonly to: string;
  readonly path: KeyPath;
  readonly origin: 'needs' | 'key';
  /** The key, as people know it. */
  readonly words: string;
}

function namedNeeds({path, keys}: DraftTask): readonly NamedNeed[] {
  const needs: readonly unknown[] = Array.isArray(keys.needs) ? keys.needs : [];
  return needs.flatMap((to, index) =>
    typeof to === 'string' ? [{to, path: [...path, 'needs', index], origin: 'needs', words: 'needs'}] : [],
  );
}

function impliedNeeds({path, sound}: DraftTask): readonly NamedNeed[] {
  if (sound === undefined) return [];
  const {kind, source} = sound;
  return kind.impliedNeeds(source as never).map(({key, task}) => {
    const inside = keyPathOf(source, kind.name, key, task);
    return {to: task, path: [...path, ...inside], origin: 'key', words: key};
  });
}

/** A kind's key stands in the kind's map or beside it; where it holds a list, the name is an item of that. */
function keyPathOf(source: object, kind: string, key: string, task: string): KeyPath {
  const own = (source as Record<string, unknown>)[kind];
  const isInside = typeof own === 'object' && own !== null && key in own;
  const value = (isInside ? (own as Record<string, unknown>) : (source as Record<string, unknown>))[key];
  const path = isInside ? [kind, key] : [key];
  return Array.isArray(value) && value.includes(task) ? [...path, value.indexOf(task)] : path;
}

function judgeNeed({parsed, tasks}: Draft, {name}: DraftTask, {to, path, origin, words}: NamedNeed): Judged {
  if (hasExpression(to)) return {diagnostics: [], edges: []};
  const place = parsed.place(path, 'value');
  if (tasks.has(to))
    return {diagnostics: [], edges: [{to: to as TaskName, origin, words, place} satisfies Edge]};
  const others = [...tasks.keys()].filter(other => other !== name);
  const {words: meant, ...suggestion} = advice(to, others);
  const how =
    origin === 'needs' ? `needs unknown task \`${to}\`` : `names unknown task \`${to}\` as its \`${words}\``;
  const message = `task \`${name}\` ${how}${meant}`;
  return {diagnostics: [{severity: 'error', message, place, ...suggestion}], edges: []};
}

function repeatedNeeds({parsed}: Draft, task: DraftTask): readonly Diagnostic[] {
  const first = new Map<string, Place>();
  return namedNeeds(task).flatMap(({to, path}): readonly Diagnostic[] => {
    const place = parsed.place(path, 'value');
    const earlier = first.get(to);
    if (earlier === undefined) {
      first.set(to, place);
      return [];
    }
    const also = {message: `\`${to}\` stands here already`, place: earlier};
    return [
      {
        severity: 'warning',
        message: `task \`${task.name}\` needs \`${to}\` twice; leave one out`,
        place,
        also,
      },
    ];
  });
}
