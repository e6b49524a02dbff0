import type {Probe} from '../../schema/probes.ts';
import type {OutputName} from '../../tasks/task-context.ts';
import type {BoundTask} from '../../tasks/bound-task.ts';
import type {PartialTask} from './partial-task.ts';

/** The outputs of a task: those of its kind, and the named groups of its `log` probes. */
export function outputsOf(task: BoundTask): readonly OutputName[] {
  return known(task).names;
}

export function hasOutput(task: BoundTask, output: string): boolean {
  return known(task).set.has(output);
}

interface Outputs {
  readonly names: readonly OutputName[];
  readonly set: ReadonlySet<OutputName>;
}

/** Cached, since thousands of references may read the same task. */
function known(task: BoundTask): Outputs {
  const outputs = kept.get(task) ?? findOutputs(task);
  kept.set(task, outputs);
  return outputs;
}

const kept = new WeakMap<BoundTask, Outputs>();

function findOutputs(task: BoundTask): Outputs {
  const groups = probesOf(task.source).flatMap(probe => ('log' in probe ? groupsOf(probe.log) : []));
  const set = new Set([...task.outputs(), ...groups.map(group => `log.${group}`)]);
  return {names: [...set], set};
}

/** The task's probes as a list. */
export function probesOf({ready = []}: BoundTask['source']): readonly Probe[] {
  return Array.isArray(ready) ? ready : [ready];
}

/** The path of the probe at `index`. A single probe has no index. */
export function probePath(
  {path, keys}: PartialTask,
  key: 'ready' | 'liveness',
  index: number,
): readonly (string | number)[] {
  return Array.isArray(keys[key]) ? [...path, key, index] : [...path, key];
}

function groupsOf(pattern: string): readonly string[] {
  try {
    // With an empty alternative, the pattern matches any string, and a match has all group names.
    return Object.keys(new RegExp(`${pattern}|`).exec('')?.groups ?? {});
  } catch {
    // Reported when probes are checked.
    return [];
  }
}
