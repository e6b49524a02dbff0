import type {LaunchFile, Task} from '../config/launch-file.ts';
import {closure} from './graph.ts';
import type {Diagnostic} from '../vocabulary/diagnostic.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {problem, unknown} from './call-problem.ts';
import {onlyOne} from './only-one.ts';
import {graphOf} from './planned-tasks.ts';

/** Which part of a launch file is wanted, in the caller's words. Nothing of it means all of the file. */
export interface SelectionRequest {
  /** Tasks by name; what they need comes along. */
  readonly tasks?: readonly string[];
  /** Tasks by tag, likewise. */
  readonly tags?: readonly string[];
  /** The task whose end ends the run. Default: the file's `until`, where that is among the selected. */
  readonly until?: string;
  /** One task alone, without what it needs. */
  readonly only?: string;
  /** What the needs of that one task would have given: `bundle.ports.8888=127.0.0.1:9000`. */
  readonly given?: readonly string[];
}

/** What is going to be run. */
export interface Selection {
  /** In file order. */
  readonly tasks: ReadonlyMap<TaskName, Task>;
  readonly until: TaskName | undefined;
  /** Whether it is one task without what it needs. Default: `false`. */
  readonly isAlone?: boolean;
  /** Outputs that are there from the start. */
  readonly given: ReadonlyMap<TaskName, Readonly<Record<string, string>>>;
}

export type SelectionResult = {readonly selection: Selection} | {readonly diagnostics: readonly Diagnostic[]};

/** Finds the tasks that a request means, or all that is wrong with it. */
export function select(launch: LaunchFile, request: SelectionRequest): SelectionResult {
  const {tasks = [], tags = [], until, only, given = []} = request;
  const diagnostics = [
    ...unknownTasks([...tasks, ...listed(until), ...listed(only)], launch),
    ...unknownTags(tags, launch),
    ...contradictions(request),
  ];
  if (diagnostics.length > 0) return {diagnostics};
  const untilTask = until === undefined ? undefined : launch.tasks.get(until as TaskName);
  if (untilTask?.kind.lasting === 'stays') {
    return {
      diagnostics: [
        problem(`task \`${until}\` stays up, so a run cannot last until its end; choose a \`run\` task`),
      ],
    };
  }
  if (only !== undefined) return onlyOne(launch.tasks.get(only as TaskName) as Task, given, launch);
  const tagged = [...launch.tasks.values()].filter(({source}) =>
    source.tags?.some(tag => tags.includes(tag)),
  );
  const targets = [...tasks, ...tagged.map(({name}) => name), ...listed(until)] as TaskName[];
  const names =
    tasks.length + tags.length > 0 ? closure(graphOf(launch.tasks), targets) : new Set(launch.tasks.keys());
  const selected = new Map([...launch.tasks].filter(([name]) => names.has(name)));
  const fileUntil = launch.until !== undefined && selected.has(launch.until) ? launch.until : undefined;
  return {selection: {tasks: selected, until: untilTask?.name ?? fileUntil, given: new Map()}};
}

function listed(value: string | undefined): readonly string[] {
  return value === undefined ? [] : [value];
}

function unknownTasks(names: readonly string[], {tasks}: LaunchFile): Diagnostic[] {
  return [...new Set(names)]
    .filter(name => !tasks.has(name as TaskName))
    .map(name => unknown('task', name, [...tasks.keys()]));
}

function unknownTags(tags: readonly string[], {tasks}: LaunchFile): Diagnostic[] {
  const known = [...new Set([...tasks.values()].flatMap(({source}) => source.tags ?? []))];
  return tags.filter(tag => !known.includes(tag)).map(tag => unknown('tag', tag, known));
}

function contradictions({tasks = [], tags = [], only, until, given = []}: SelectionRequest): Diagnostic[] {
  if (only === undefined) return given.length > 0 ? [problem('`--given` goes with `--only`')] : [];
  return tasks.length + tags.length > 0 || until !== undefined
    ? [problem('`--only` is one task alone; leave out the other tasks, `--tag` and `--until`')]
    : [];
}
