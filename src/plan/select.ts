import type {LaunchFile} from '../model/launch-file.ts';
import {closure} from '../graph/graph.ts';
import type {Diagnostic} from '../vocabulary/diagnostic.ts';
import {entryFor} from '../vocabulary/ids.ts';
import {problem, unknown} from './call-problem.ts';
import {onlyOne} from './only-one.ts';
import {graphOf} from './planned-tasks.ts';
import type {SelectionRequest, SelectionResult} from './selection.ts';

/** Selects the tasks of a request, or returns all problems of the request. */
export function select(launch: LaunchFile, request: SelectionRequest): SelectionResult {
  const {tasks = [], until, exitCodeFrom, only, given = []} = request;
  const tags = tagsOf(request, launch);
  const diagnostics = [
    ...unknownTasks([...tasks, ...listed(until), ...listed(exitCodeFrom), ...listed(only)], launch),
    ...unknownTags(tags, launch),
    ...contradictions(request),
  ];
  if (diagnostics.length > 0) return {diagnostics};
  const untilTask = until === undefined ? undefined : entryFor(launch.tasks, until);
  if (untilTask?.lifetime() === 'service') {
    return {
      diagnostics: [
        problem(`task \`${until}\` keeps running, so it cannot end the run; choose a \`run\` task`),
      ],
    };
  }
  const codeTask = exitCodeFrom === undefined ? undefined : entryFor(launch.tasks, exitCodeFrom);
  if (codeTask?.lifetime() === 'service' && !codeTask.keepsRunAlive()) {
    const message = `task \`${exitCodeFrom}\` has no exit code, because \`${codeTask.kind.name}\` tasks run no command; choose a task that does`;
    return {diagnostics: [problem(message)]};
  }
  const onlyTask = only === undefined ? undefined : entryFor(launch.tasks, only);
  if (onlyTask) {
    const alone = onlyOne(onlyTask, given, launch);
    return 'selection' in alone ? {selection: {...alone.selection, exitCodeFrom: codeTask?.name}} : alone;
  }
  const tagged = [...launch.tasks.values()].filter(({source}) =>
    source.tags?.some(tag => tags.includes(tag)),
  );
  const named = tasks.flatMap(name => entryFor(launch.tasks, name) ?? []);
  const targets = [...named, ...tagged, ...listed(untilTask), ...listed(codeTask)].map(({name}) => name);
  const names =
    tasks.length + tags.length > 0 ? closure(graphOf(launch.tasks), targets) : new Set(launch.tasks.keys());
  const selected = new Map([...launch.tasks].filter(([name]) => names.has(name)));
  const fileUntil = launch.until !== undefined && selected.has(launch.until) ? launch.until : undefined;
  const last = codeTask?.lifetime() === 'oneshot' ? codeTask.name : undefined;
  const ends = {until: untilTask?.name ?? fileUntil ?? last, exitCodeFrom: codeTask?.name};
  return {selection: {tasks: selected, ...ends, given: new Map()}};
}

/** Tasks or tags of the request replace the tags of profiles. */
function tagsOf(
  {tasks = [], tags = [], only}: SelectionRequest,
  {profileTags}: LaunchFile,
): readonly string[] {
  return tasks.length + tags.length === 0 && only === undefined ? profileTags : tags;
}

function listed<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}

function unknownTasks(names: readonly string[], {tasks}: LaunchFile): Diagnostic[] {
  return [...new Set(names)]
    .filter(name => !entryFor(tasks, name))
    .map(name => unknown('task', name, [...tasks.keys()]));
}

function unknownTags(tags: readonly string[], {tasks}: LaunchFile): Diagnostic[] {
  const known = [...new Set([...tasks.values()].flatMap(({source}) => source.tags ?? []))];
  return tags.filter(tag => !known.includes(tag)).map(tag => unknown('tag', tag, known));
}

function contradictions(request: SelectionRequest): Diagnostic[] {
  const {tasks = [], tags = [], only, until, exitCodeFrom, given = []} = request;
  if (only === undefined) return given.length > 0 ? [problem('`--given` needs `--only`')] : [];
  const isOther = exitCodeFrom !== undefined && exitCodeFrom !== only;
  return tasks.length + tags.length > 0 || until !== undefined || isOther
    ? [
        problem(
          '`--only` runs a single task; leave out the other tasks, `--tag`, `--until` and `--exit-code-from`',
        ),
      ]
    : [];
}
