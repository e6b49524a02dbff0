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

/** The tasks that a task names: in `needs`, and in keys that imply a need. */
export function checkNames(partial: PartialFile, task: PartialTask): Findings {
  // A list with an item of the wrong shape is not among the keys.
  const {needs = []} = task.keys as Pick<CommonTask, 'needs'>;
  const implied = impliedNeeds(task);
  if (needs.length + implied.length === 0) return NO_FINDINGS;
  const merged = {diagnostics: [] as Diagnostic[], edges: [] as Edge[]};
  const known = new Set<string>();
  // One by one, so that those of a list with 200,000 needs need not exist at the same time.
  for (const [index, source] of needs.entries()) {
    const need = namedNeed(task, source, index);
    // A repeated need adds nothing; there is a warning for it.
    const isRepeated = need.condition === 'ready' && known.has(need.to);
    if (!isRepeated || !partial.tasks.has(need.to)) addFindings(merged, checkNeed(partial, task, need));
    if (need.condition === 'ready') known.add(need.to);
  }
  for (const need of implied) addFindings(merged, checkNeed(partial, task, need));
  return merged;
}

/** The file's `until`, which must name a task that ends. */
export function checkUntil(partial: PartialFile): readonly Diagnostic[] {
  return untilMistakes(partial, ['until'], partial.root.until);
}

/** An `until` at a path, which must name a task that ends. */
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

/** Only the name, if the string contains more than that: `box` in `box:/path`. */
function placeOf(parsed: PartialFile['parsed'], {to, path, origin}: NamedNeed): SourceRange {
  return origin === 'key' && parsed.source(path).includes(':')
    ? parsed.placeOfSlice(path, {start: 0, end: to.length})
    : parsed.place(path, 'value');
}

/** A need of a way into a task whose kind has none. */
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

/** A wait for the end of a task that stays up until the teardown. */
function endlessWait({parsed, tasks}: PartialFile, {to, condition, path}: NamedNeed): readonly Diagnostic[] {
  const target = tasks.get(to);
  if (condition !== 'ended' || target?.validTask?.lifetime() !== 'service') return [];
  const {kind} = target.validTask;
  const message = `task \`${to}\` does not end before the run does, because \`${kind.name}\` tasks keep running; expected \`started\` or \`ready\``;
  const place = parsed.place([...path.slice(0, -1), 'condition'], 'value');
  const also = {message: `\`${to}\` is defined here`, place: parsed.place(target.path, 'key')};
  return [errorDiagnostic({message, place, also})];
}
