import {hasExpression} from '../../values/template.ts';
import type {CommonTask} from '../../schema/common-task.ts';
import {errorDiagnostic, type Diagnostic, type SourceRange} from '../../vocabulary/diagnostic.ts';
import {isTaskOf} from '../../vocabulary/ids.ts';
import {impliedNeeds, type NamedNeed} from './implied-needs.ts';
import type {PartialFile} from './partial-file.ts';
import type {PartialTask} from './partial-task.ts';
import {addFindings, NO_FINDINGS, type Findings} from './findings.ts';
import {describeKey} from './describe-key.ts';
import type {Edge} from '../../model/launch-file.ts';
import type {KeyPath} from '../yaml/parsed-file.ts';
import {listed} from '../../vocabulary/listed.ts';
import {suggestionText} from './unknown-name.ts';

/** Checks the tasks that a task names in `needs` and in keys that imply a need. */
export function checkNames(partial: PartialFile, task: PartialTask): Findings {
  // A list with an item of the wrong shape is not in `keys`.
  const {needs = []} = task.keys as Pick<CommonTask, 'needs'>;
  const implied = impliedNeeds(task);
  if (needs.length + implied.length === 0) return NO_FINDINGS;
  const merged = {diagnostics: [] as Diagnostic[], edges: [] as Edge[]};
  const known = new Set<string>();
  // One at a time, to save memory: a list may have 200,000 needs.
  for (const [index, source] of needs.entries()) {
    const need = namedNeed(task, source, index);
    // A repeated need has no effect; a warning reports it.
    const isRepeated = need.condition === 'ready' && known.has(need.to);
    if (!isRepeated || !partial.tasks.has(need.to)) addFindings(merged, checkNeed(partial, task, need));
    if (need.condition === 'ready') known.add(need.to);
  }
  for (const need of implied) addFindings(merged, checkNeed(partial, task, need));
  return merged;
}

/** Checks that the file's `until` names a task that ends. */
export function checkUntil(partial: PartialFile): readonly Diagnostic[] {
  return untilMistakes(partial, ['until'], partial.root.until);
}

/** Checks that the `until` at a path names a task that ends. */
export function untilMistakes(
  {parsed, tasks, names}: PartialFile,
  path: KeyPath,
  until: unknown,
): readonly Diagnostic[] {
  if (typeof until !== 'string' || hasExpression(until)) return [];
  const place = parsed.place(path, 'value');
  const task = tasks.get(until);
  if (task === undefined) {
    const {text: hint, ...suggestion} = suggestionText(until, names.tasks);
    return [
      errorDiagnostic({message: `\`until\` names unknown task \`${until}\`${hint}`, place, ...suggestion}),
    ];
  }
  if (task.validTask?.lifetime() !== 'service') return [];
  const message = `\`until\` cannot wait for \`${until}\`, because \`${task.validTask.kind.name}\` tasks keep running; name a task that ends`;
  const also = {message: `\`${until}\` is defined here`, place: parsed.place(task.path, 'key')};
  return [errorDiagnostic({message, place, also})];
}

function namedNeed({path}: PartialTask, need: Need, index: number): NamedNeed {
  return typeof need === 'string'
    ? {to: need, condition: 'ready', path: [...path, 'needs', index], origin: 'needs', label: 'needs'}
    : {
        to: need.task,
        condition: need.condition ?? 'ready',
        path: [...path, 'needs', index, 'task'],
        origin: 'needs',
        label: 'needs',
      };
}

type Need = NonNullable<CommonTask['needs']>[number];

function checkNeed(partial: PartialFile, {name}: PartialTask, need: NamedNeed): Findings {
  const {to, condition, path, origin, label} = need;
  if (hasExpression(to)) return NO_FINDINGS;
  const {parsed, tasks, names} = partial;
  const place = placeOf(parsed, need);
  if (isTaskOf(tasks, to)) {
    const key = describeKey(path.slice(2));
    const edges: readonly Edge[] = [{to, condition, origin, label, key, place}];
    return {diagnostics: [...channelMistakes(partial, need, place), ...endlessWait(partial, need)], edges};
  }
  const {text: meant, ...suggestion} = suggestionText(to, names.tasks, {except: name});
  const how =
    origin === 'needs' ? `needs unknown task \`${to}\`` : `names unknown task \`${to}\` as its \`${label}\``;
  const message = `task \`${name}\` ${how}${meant}`;
  return {diagnostics: [errorDiagnostic({message, place, ...suggestion})], edges: []};
}

/** The location of the name, which may be part of a string: `box` in `box:/path`. */
function placeOf(parsed: PartialFile['parsed'], {to, path, origin}: NamedNeed): SourceRange {
  return origin === 'key' && parsed.source(path).includes(':')
    ? parsed.placeOfSlice(path, {start: 0, end: to.length})
    : parsed.place(path, 'value');
}

/** Reports a need for an exec channel into a task whose kind has none. */
function channelMistakes(
  {parsed, kinds, tasks}: PartialFile,
  {to, label, wantsChannel = false}: NamedNeed,
  place: SourceRange,
): readonly Diagnostic[] {
  const target = tasks.get(to);
  if (!wantsChannel || !target?.validTask || target.validTask.kind.channel) return [];
  const {kind} = target.validTask;
  const offering = Object.values(kinds).flatMap(({name, channel}) => (channel ? [name] : []));
  const message = `\`${kind.name}\` task \`${to}\` has no exec channel; \`${label}\` works with ${listed(offering, 'and')} tasks`;
  const also = {message: `\`${to}\` is defined here`, place: parsed.place(target.path, 'key')};
  return [errorDiagnostic({message, place, also})];
}

/** Reports a wait for the end of a task that keeps running until the teardown. */
function endlessWait({parsed, tasks}: PartialFile, {to, condition, path}: NamedNeed): readonly Diagnostic[] {
  const target = tasks.get(to);
  if (condition !== 'ended' || target?.validTask?.lifetime() !== 'service') return [];
  const {kind} = target.validTask;
  const message = `task \`${to}\` does not end before the run does, because \`${kind.name}\` tasks keep running; expected \`started\` or \`ready\``;
  const place = parsed.place([...path.slice(0, -1), 'condition'], 'value');
  const also = {message: `\`${to}\` is defined here`, place: parsed.place(target.path, 'key')};
  return [errorDiagnostic({message, place, also})];
}
