import type {TaskName} from '../../vocabulary/ids.ts';
import type {PartialFile} from './partial-file.ts';
import type {PartialTask} from './partial-task.ts';
import {describeKey} from './describe-key.ts';
import type {Edge} from '../../model/launch-file.ts';
import type {ReferenceProblem, ReferenceUse} from './reference-use.ts';
import {locateSlice} from './locate-slice.ts';
import {hasOutput, outputsOf} from './task-outputs.ts';
import {suggestionText} from './unknown-name.ts';
import {mayReadOwnOutputs} from './source-texts.ts';

/** Checks a reference `tasks.<name>.<output>`: its problem, if any, and the need that it adds. */
export function checkTaskReference(
  partial: PartialFile,
  use: ReferenceUse,
): {readonly problem?: ReferenceProblem; readonly edge?: Edge} {
  const [, name, ...output] = use.reference.path;
  if (name === undefined)
    return {problem: {message: 'missing task name; write `tasks.name.output`', at: [0]}};
  const target = partial.tasks.get(name);
  if (target === undefined) return {problem: unknownTask(partial, use.task, name)};
  const problem = outputProblem(partial, use, target, output.join('.'));
  if (name === use.task) return problem ? {problem} : {};
  // An environment of the file adds no needs: it is passed only to tasks that already have them.
  if (use.task === undefined) return problem ? {problem} : {};
  return {...(problem && {problem}), edge: edgeOf(partial, use, target.name)};
}

function unknownTask({names}: PartialFile, self: string | undefined, name: string): ReferenceProblem {
  const {text: hint, ...suggestion} = suggestionText(
    name,
    names.tasks,
    self === undefined ? {} : {except: self},
  );
  const who = self === undefined ? 'this variable' : `task \`${self}\``;
  return {message: `${who} reads unknown task \`${name}\`${hint}`, at: [1, 2], ...suggestion};
}

function outputProblem(
  partial: PartialFile,
  use: ReferenceUse,
  target: PartialTask,
  output: string,
): ReferenceProblem | undefined {
  const isOwn = target.name === use.task;
  if (isOwn && !mayReadOwnOutputs(use.source.path)) {
    return {
      message: `task \`${target.name}\` reads its own output, which is allowed only in its \`ready\`, \`stop\` and \`undo\``,
      at: [0],
    };
  }
  if (isOwn && output.startsWith('log.')) {
    return {
      message: `task \`${target.name}\` reads an output of its own log probe, which only other tasks can read`,
      at: [0],
    };
  }
  if (target.validTask === undefined) return undefined;
  const outputs = outputsOf(target.validTask);
  if (hasOutput(target.validTask, output)) return undefined;
  const also = {
    message: `\`${target.name}\` is defined here`,
    place: partial.parsed.place(target.path, 'key'),
  };
  const {text: hint, ...suggestion} = suggestionText(
    output,
    outputs,
    outputs.length === 0 ? {otherwise: '; it has none'} : {},
  );
  if (output === '')
    return {message: `missing output name for task \`${target.name}\`${hint}`, at: [1, 2], also};
  return {
    message: `task \`${target.name}\` has no output \`${output}\`${hint}`,
    at: [2],
    also,
    ...suggestion,
  };
}

function edgeOf({parsed}: PartialFile, {reference, source}: ReferenceUse, to: TaskName): Edge {
  const label = `\${{ ${reference.path.join('.')} }}`;
  const key = describeKey(source.path.slice(2));
  return {
    to,
    condition: 'ready',
    origin: 'reference',
    label,
    key,
    place: locateSlice(parsed, source, reference),
  };
}
