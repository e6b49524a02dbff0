import {describeKey} from '../config/analysis/describe-key.ts';
import type {KeyPath} from '../config/yaml/parsed-file.ts';
import type {Task} from '../model/launch-file.ts';
import {probesOf} from '../config/analysis/task-outputs.ts';
import {textsOfTask} from '../config/analysis/source-texts.ts';
import {LOCAL} from '../places/place-name.ts';
import {livenessOf, livenessPace, probeOf} from '../probes/liveness.ts';
import {describeProbe, limitsOf} from '../probes/registry.ts';
import type {PlanLiveness, PlanNeed, PlanTask, PlanValue} from '../schema/plan.ts';
import {hasExpression} from '../values/template.ts';
import type {Values} from '../values/value-source.ts';
import {parseDuration} from '../vocabulary/duration.ts';
import {entryOf, type TaskName} from '../vocabulary/ids.ts';
import {boundOf} from './bound.ts';
import type {Decision} from './decision.ts';
import type {TaskPosition} from './position.ts';
import {watchedGlobs, type WatchMode} from './watched.ts';

/** Facts about all tasks of a plan. */
export interface TaskFacts {
  readonly tasks: ReadonlyMap<TaskName, Task>;
  readonly places: ReadonlyMap<TaskName, TaskPosition>;
  readonly decisions: ReadonlyMap<TaskName, Decision>;
  readonly valuesOf: (task?: Task) => Values;
  /** See `times` of PlanOptions. */
  readonly times: Readonly<Record<string, number>>;
  readonly watch: WatchMode;
}

/** One task of a plan. */
export function planTask(
  name: TaskName,
  {tasks, places, decisions, valuesOf: valuesIn, times, watch}: TaskFacts,
): PlanTask {
  const task = entryOf(tasks, name);
  const values = valuesIn(task);
  const {kind, source} = task;
  const {ms, isWhole} = boundOf(task);
  const {wave, neededBy} = places.get(name) as TaskPosition;
  const liveness = planLiveness(task, values);
  const watches = watchedGlobs(task, watch).flat().map(values.text);
  return {
    ...{task: name, kind: kind.name, wave},
    summary: task.summary(values),
    ...definedIn(task),
    ...(task.placeName !== LOCAL && {place: task.placeName}),
    ...(decisions.get(name)?.outcome === 'run' && planAhead(task, tasks, values)),
    ...(source.description !== undefined && {description: source.description}),
    ...decisionOf(decisions.get(name) as Decision),
    needs: task.needs.filter(({to}) => tasks.has(to)).map(planNeed),
    neededBy,
    values: valuesOf(task, values),
    ready: probesOf(source).map(probe => ({
      probe: describeProbe(probe, values),
      timeoutMs: limitsOf(probe).timeoutMs,
    })),
    ...(liveness.length > 0 && {liveness}),
    lifetime: task.lifetime(),
    allowFailure: source.allow_failure ?? false,
    ...(watches.length > 0 && {watches}),
    ...(source.wait_timeout !== undefined && {waitTimeoutMs: parseDuration(source.wait_timeout)}),
    attempts: source.retry?.attempts ?? 1,
    bound: {ms, complete: isWhole},
    ...(Object.hasOwn(times, name) && {lastMs: times[name] as number}),
  };
}

/** The file that defines a task, if it is not the root. */
function definedIn({place: {file}, sourceFiles: [root]}: Task): Pick<PlanTask, 'file'> {
  return file === root.path ? {} : {file};
}

/** Work to do ahead, as a run decides it (runner/ahead.ts): only for tasks that wait, and only with known values. */
function planAhead(task: Task, tasks: TaskFacts['tasks'], values: Values): Pick<PlanTask, 'ahead'> {
  const ahead = task.needs.some(({to}) => tasks.has(to)) ? task.ahead(values)?.summary : undefined;
  return ahead === undefined || ahead.includes('‹after ') ? {} : {ahead};
}

function planLiveness({source}: Task, values: Values): readonly PlanLiveness[] {
  return livenessOf(source).map(each => {
    const {intervalMs, failures} = livenessPace(each);
    return {probe: describeProbe(probeOf(each), values), intervalMs, failures};
  });
}

function planNeed({to, condition, origin, label, key}: Task['needs'][number]): PlanNeed {
  return {task: to, condition, origin, text: label, key};
}

function decisionOf({outcome: fate, ...reason}: Decision): Pick<PlanTask, 'decision' | 'because'> {
  return {decision: fate, ...reason};
}

/** Strings with references; probes and conditions are described elsewhere. */
function valuesOf(task: Task, values: Values): readonly PlanValue[] {
  return textsOfTask([], task.source, task.impliedNeeds())
    .filter(
      ({path: [key], use}) => key !== 'ready' && key !== 'liveness' && (use === 'text' || use === 'script'),
    )
    .filter(({path, text}) => hasExpression(text) && !isOfPod(task, path))
    .map(({path, text}) => ({key: describeKey(path), value: values.text(text)}));
}

/** Whether a value is the network of the task's pod, which is not a key of the file. */
function isOfPod({source}: Task, [kind, key]: KeyPath): boolean {
  return (
    'container' in source &&
    source.container.pod !== undefined &&
    `${kind}.${key}` === 'container.network_mode'
  );
}
