import type {TaskName} from '../../vocabulary/ids.ts';
import type {Draft, DraftTask} from './draft.ts';
import {keyWords} from './key-words.ts';
import type {Edge} from '../../model/launch-file.ts';
import type {ReferenceProblem, ReferenceUse} from './reference-use.ts';
import {slicePlace} from './slice-place.ts';
import {hasOutput, outputsOf} from './task-outputs.ts';
import {advice} from './unknown-name.ts';
import {mayReadOwnOutputs} from './written-texts.ts';

/** A reference `tasks.<name>.<output>`: what is wrong with it, and the need that it makes. */
export function judgeTaskReference(
  draft: Draft,
  use: ReferenceUse,
): {readonly problem?: ReferenceProblem; readonly edge?: Edge} {
  const [, name, ...output] = use.reference.path;
  if (name === undefined)
    return {problem: {message: 'missing task name; write `tasks.name.output`', at: [0]}};
  const target = draft.tasks.get(name);
  if (target === undefined) return {problem: unknownTask(draft, use.task, name)};
  const problem = outputProblem(draft, use, target, output.join('.'));
  if (name === use.task) return problem ? {problem} : {};
  // An environment of the file adds no need: it is given to whoever has the needs already.
  if (use.task === undefined) return problem ? {problem} : {};
  return {...(problem && {problem}), edge: edgeOf(draft, use, name as TaskName)};
}

function unknownTask({names}: Draft, self: string | undefined, name: string): ReferenceProblem {
  const {words, ...suggestion} = advice(name, names.tasks, self === undefined ? {} : {except: self});
  const who = self === undefined ? 'this variable' : `task \`${self}\``;
  return {message: `${who} reads unknown task \`${name}\`${words}`, at: [1, 2], ...suggestion};
}

function outputProblem(
  draft: Draft,
  use: ReferenceUse,
  target: DraftTask,
  output: string,
): ReferenceProblem | undefined {
  const isOwn = target.name === use.task;
  if (isOwn && !mayReadOwnOutputs(use.written.path)) {
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
  if (target.sound === undefined) return undefined;
  const outputs = outputsOf(target.sound);
  if (hasOutput(target.sound, output)) return undefined;
  const also = {message: `\`${target.name}\` is defined here`, place: draft.parsed.place(target.path, 'key')};
  const {words, ...suggestion} = advice(
    output,
    outputs,
    outputs.length === 0 ? {otherwise: '; it has none'} : {},
  );
  if (output === '')
    return {message: `missing output name of task \`${target.name}\`${words}`, at: [1, 2], also};
  return {
    message: `task \`${target.name}\` has no output \`${output}\`${words}`,
    at: [2],
    also,
    ...suggestion,
  };
}

function edgeOf({parsed}: Draft, {reference, written}: ReferenceUse, to: TaskName): Edge {
  const words = `\${{ ${reference.path.join('.')} }}`;
  const key = keyWords(written.path.slice(2));
  return {
    to,
    condition: 'ready',
    origin: 'reference',
    words,
    key,
    place: slicePlace(parsed, written, reference),
  };
}
