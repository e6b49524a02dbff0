import {isMap} from '../config/yaml/errors-below.ts';
import type {PartialFile} from '../config/analysis/partial-file.ts';
import {outputsOf} from '../config/analysis/task-outputs.ts';
import {mayReadOwnOutputs} from '../config/analysis/source-texts.ts';
import {functions} from '../values/functions.ts';
import {isRoot, scopeKeys, scopeRoots} from '../values/scope.ts';
import type {Choice} from './choice.ts';
import type {Cursor} from './cursor.ts';
import {outputDescription} from './output-description.ts';
import {
  factDescriptions,
  rootDescriptions,
  secretDescription,
  variableDescription,
} from './scope-descriptions.ts';
import {taskChoice} from './task-choices.ts';

export interface ReferenceChoices {
  readonly choices: readonly Choice[];
  /** The typed part of the candidate. */
  readonly typed: string;
  /** Whether this is the last part, which may contain dots (`log.port`). */
  readonly isLast: boolean;
}

/** The candidates for the next part of a reference. `names` are the names before the cursor, the last one incomplete. */
export function referenceChoices(cursor: Cursor, names: readonly string[]): ReferenceChoices {
  const [root = '', ...rest] = names;
  if (rest.length === 0) return {choices: rootChoices(), typed: root, isLast: false};
  const [task = '', ...output] = rest;
  if (root === 'tasks' && output.length === 0)
    return {choices: readableTasks(cursor), typed: task, isLast: false};
  if (root === 'tasks') return {choices: outputChoices(cursor, task), typed: output.join('.'), isLast: true};
  return {choices: nameChoices(cursor.partial, root), typed: rest.join('.'), isLast: true};
}

function rootChoices(): readonly Choice[] {
  return [
    ...scopeRoots.map((root): Choice => ({label: root, what: 'root', detail: rootDescriptions[root]})),
    ...Object.entries(functions).map(([label, {operands, description}]): Choice => {
      return {label, what: 'function', detail: `(${operands})`, documentation: description};
    }),
  ];
}

/** Tasks that have outputs; a task may read its own outputs only in its probes and its teardown. */
function readableTasks({partial, path}: Cursor): readonly Choice[] {
  const self = path[0] === 'tasks' ? path[1] : undefined;
  return [...partial.tasks.values()].flatMap(({name, validTask}) => {
    const isReadable =
      (name !== self || mayReadOwnOutputs(path)) && (!validTask || outputsOf(validTask).length > 0);
    return isReadable ? [taskChoice(partial, name)] : [];
  });
}

/** The outputs of a task. A task cannot read its own `log` outputs, which are known only once it is ready. */
function outputChoices({partial, path}: Cursor, name: string): readonly Choice[] {
  const validTask = partial.tasks.get(name)?.validTask;
  if (!validTask) return [];
  const outputs = outputsOf(validTask).filter(output => name !== path[1] || !output.startsWith('log.'));
  return outputs.map(output => ({
    label: output,
    what: 'output',
    detail: outputDescription(validTask.kind.name, output),
  }));
}

function nameChoices(partial: PartialFile, root: string): readonly Choice[] {
  if (!isRoot(root) || root === 'tasks') return [];
  const values = partial.parsed.value as Readonly<Record<string, unknown>>;
  switch (root) {
    case 'vars':
      return entries(values.vars).map(([label, value]) => ({
        label,
        what: 'variable',
        detail: variableDescription(value),
      }));
    case 'secrets':
      return entries(values.secrets).map(([label, value]) => ({
        label,
        what: 'secret',
        detail: secretDescription(value),
      }));
    case 'env':
      return Object.keys(partial.documents[0].env).map(label => ({label, what: 'variable'}));
    case 'run':
    case 'file':
    case 'host':
      return scopeKeys[root].map(label => ({
        label,
        what: 'fact',
        detail: factDescriptions[root][label] ?? '',
      }));
  }
}

function entries(map: unknown): readonly (readonly [string, unknown])[] {
  return isMap(map) ? Object.entries(map) : [];
}
