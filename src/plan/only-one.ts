import type {LaunchFile, Task} from '../model/launch-file.ts';
import type {Diagnostic} from '../vocabulary/diagnostic.ts';
import {isTaskOf, entryFor, type TaskName} from '../vocabulary/ids.ts';
import {problem, unknown} from './call-problem.ts';
import {fileEnvOf, outputsReadBy} from './file-env.ts';
import type {SelectionResult} from './selection.ts';

type Outputs = Map<TaskName, Record<string, string>>;

/** Selects a single task without its needs. The outputs that the task reads must be supplied as `task.output=value`. */
export function onlyOne(task: Task, given: readonly string[], launch: LaunchFile): SelectionResult {
  const {tasks} = launch;
  const needed = readOutputs(task, tasks);
  const useful = new Set([...needed, ...channelOutputs(task, tasks), ...envOutputs(task, launch)]);
  const outputs: Outputs = new Map();
  const diagnostics: Diagnostic[] = [];
  for (const argument of given) {
    const [, name = '', output = '', value = ''] = /^([^.=]+)\.([^=]+)=(.*)$/s.exec(argument) ?? [];
    if (name === '')
      diagnostics.push(problem(`expected \`--given task.output=value\`, found \`${argument}\``));
    else if (!useful.has(`${name}.${output}`))
      diagnostics.push(unknown('task output', `${name}.${output}`, [...useful]));
    else if (isTaskOf(tasks, name)) outputs.set(name, {...outputs.get(name), [output]: value});
  }
  const missing = [...needed].filter(path => !isGiven(path, outputs));
  if (missing.length > 0 && diagnostics.length === 0) {
    const flags = missing.map(path => `--given ${path}=…`).join(' ');
    diagnostics.push(
      problem(`\`--only ${task.name}\` needs the outputs that the task reads; add \`${flags}\``),
    );
  }
  if (diagnostics.length > 0) return {diagnostics};
  const only = {tasks: new Map([[task.name, task]]), given: outputs, isAlone: true};
  return {selection: {...only, until: undefined, exitCodeFrom: undefined}};
}

/** The outputs of other tasks that a task reads, as `task.output`. */
function readOutputs(task: Task, tasks: LaunchFile['tasks']): ReadonlySet<string> {
  const references = textsIn(task.source).flatMap(outputNames);
  const implied = task.impliedNeeds().flatMap(({task, outputs}) => {
    const used = outputs === 'channel' ? (entryFor(tasks, task)?.kind.channel?.outputs ?? []) : outputs;
    return used.map(output => `${task}.${output}`);
  });
  return new Set([...references, ...implied]);
}

/** Additional outputs that the exec channel into another task may use: the environment of a machine. */
function channelOutputs(task: Task, tasks: LaunchFile['tasks']): readonly string[] {
  return task.impliedNeeds().flatMap(({task, outputs}) => {
    const other = outputs === 'channel' ? entryFor(tasks, task) : undefined;
    return other ? other.outputs().map(output => `${task}.${output}`) : [];
  });
}

/** Additional outputs that the file's `env` may read; a variable with missing outputs is omitted. */
function envOutputs(task: Task, launch: LaunchFile): readonly string[] {
  return Object.values(fileEnvOf(task, launch)).flatMap(outputNames);
}

function outputNames(text: string): readonly string[] {
  return outputsReadBy(text).map(([, ...names]) => names.join('.'));
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function isGiven(path: string, outputs: Outputs): boolean {
  const [name = '', ...output] = path.split('.');
  return entryFor(outputs, name)?.[output.join('.')] !== undefined;
}
