import type {Edge, LaunchFile, Task} from '../model/launch-file.ts';
import {outputsOf} from '../config/analysis/task-outputs.ts';
import {bind} from '../tasks/bound-task.ts';
import type {Kind} from '../tasks/kind.ts';
import {LOCAL} from '../places/place-name.ts';
import {referencePaths} from '../values/reference-paths.ts';
import {scope, scopeKeys} from '../values/scope.ts';
import {parseTemplate} from '../values/template.ts';
import type {ValueSource} from '../values/value-source.ts';
import type {Diagnostic} from '../vocabulary/diagnostic.ts';
import {entryFor, foregroundCommand, type TaskName} from '../vocabulary/ids.ts';
import {problem} from './call-problem.ts';
import {outputsReadBy} from './file-env.ts';
import {closure, reversed} from '../graph/graph.ts';
import {graphOf} from './planned-tasks.ts';
import type {SelectionResult} from './selection.ts';
import type {Selection} from './selection.ts';

/**
 * Adds the command of `bottle run -- command …` as an interactive `run` task that needs all other tasks. Its arguments and
 * environment can contain references. Like any interactive task, it ends the run and sets the exit code.
 */
export function withForeground(
  chosen: Selection,
  argv: readonly string[],
  launch: LaunchFile,
  run: Kind<'run'>,
): SelectionResult {
  const selection = withTasksOf(launch.foregroundEnv, chosen, launch);
  const diagnostics = problemsOf(argv, selection, launch);
  if (diagnostics.length > 0) return {diagnostics};
  const place = {file: launch.path, start: 0, end: 0};
  const mayBeMissing = withoutSuccess(selection, [...argv, ...Object.values(launch.foregroundEnv)]);
  const needs: Edge[] = [...selection.tasks.keys()].map(to => ({
    to,
    condition: mayBeMissing.has(to) ? 'ended' : 'ready',
    origin: 'needs',
    label: '--',
    key: '--',
    place,
  }));
  const source = {run: [...argv], interactive: true, env: launch.foregroundEnv};
  const command: Task = Object.assign(bind(run, source), {
    ...{name: foregroundCommand, needs, place, placeName: LOCAL},
    sourceFiles: [launch] as const,
  });
  // The run ends with the command, regardless of the file's `until`.
  return {
    selection: {
      ...selection,
      until: undefined,
      tasks: new Map([...selection.tasks, [command.name, command]]),
    },
  };
}

/** Adds the tasks that the command's environment refers to, unless a single task runs alone. */
function withTasksOf(env: LaunchFile['foregroundEnv'], selection: Selection, launch: LaunchFile): Selection {
  if (selection.isAlone) return selection;
  const read = Object.values(env).flatMap(outputsReadBy);
  const wanted = closure(
    graphOf(launch.tasks),
    read.flatMap(([, task = '']) => entryFor(launch.tasks, task)?.name ?? []),
  );
  const tasks = [...launch.tasks].filter(([name]) => selection.tasks.has(name) || wanted.has(name));
  return {...selection, tasks: new Map(tasks)};
}

/** The tasks that may fail, and their dependents. The command runs even without them, unless it reads one of their outputs. */
function withoutSuccess({tasks}: Selection, texts: readonly string[]): ReadonlySet<TaskName> {
  const mayFail = [...tasks.values()].filter(({source}) => source.allow_failure ?? false);
  const missing = closure(
    reversed(graphOf(tasks)),
    mayFail.map(({name}) => name),
  );
  const read = texts.flatMap(outputsReadBy).map(([, task]) => task);
  return new Set([...missing].filter(name => !read.includes(name)));
}

function problemsOf(
  argv: readonly string[],
  selection: Selection,
  launch: LaunchFile,
): readonly Diagnostic[] {
  if (argv.length === 0) return [problem('expected a command after `--`')];
  const reader = [...selection.tasks.values()].find(
    ({source}) => 'serve' in source && source.stdin === 'inherit',
  );
  if (reader !== undefined)
    return [
      problem(
        `task \`${reader.name}\` has \`stdin: inherit\`, but the command after \`--\` reads that input`,
      ),
    ];
  const known = everythingKnown(selection, launch);
  const texts = [
    ...argv.map(text => ({text, where: `in the argument \`${text}\``})),
    ...Object.entries(launch.foregroundEnv).map(([name, text]) => ({
      text,
      where: `in \`foreground.env.${name}\``,
    })),
  ];
  return texts.flatMap(({text, where}) => {
    const unknown = referencePaths(text).filter(path => known.lookup(path) === undefined);
    return [
      ...parseTemplate(text).problems.map(({message}) => problem(`${where}: ${message}`)),
      ...unknown.map(path => problem(`${where}: unknown reference \`${path.join('.')}\``)),
    ];
  });
}

/** A source with a value for every valid reference of this run; the values do not matter. */
function everythingKnown({tasks}: Selection, {vars, secrets}: LaunchFile): ValueSource {
  const names = <Name extends string>(keys: readonly Name[]) =>
    Object.fromEntries(keys.map(key => [key, ''])) as Record<Name, string>;
  const {run, file, host} = scopeKeys;
  return scope({
    ...{
      vars,
      env: {},
      secrets: names(Object.keys(secrets)),
      run: names(run),
      file: names(file),
      host: names(host),
    },
    outputs: name => {
      const task = [...tasks.values()].find(each => each.name === name);
      return task && names(outputsOf(task));
    },
  });
}
