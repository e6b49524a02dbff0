import type {LaunchFile, Task} from '../model/launch-file.ts';
import type {CriticalPath, Plan, PlanEnd, WorstCase} from '../schema/plan.ts';
import type {Values} from '../values/value-source.ts';
import {entryFor, type TaskName} from '../vocabulary/ids.ts';
import {boundOf} from './bound.ts';
import type {Decision} from './decision.ts';
import {fileEnvOf, outputsReadBy} from './file-env.ts';
import {longestChain} from './longest-chain.ts';
import {planTask, type TaskFacts} from './plan-task.ts';
import {plannedScopes, plannedValues} from './planned-values.ts';
import {plannedRun} from './planned-run.ts';
import {positionsOf} from './position.ts';
import type {Selection} from './selection.ts';
import {isWatching, type WatchMode} from './watched.ts';

/** Inputs of a plan. */
export interface PlanOptions {
  readonly launch: LaunchFile;
  readonly selection: Selection;
  /** The environment of bottle itself. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The maximum number of tasks starting at the same time. Default: the file's `jobs`. */
  readonly jobs?: number;
  /** Whether other tasks still start after a failure. Default: `false`. */
  readonly keepGoing?: boolean;
  /** Which tasks restart when their files change. Default: tasks with `watch`. */
  readonly watch?: WatchMode;
  /** The time limit of the whole teardown, in milliseconds. Default: the file's `stop_timeout`. */
  readonly stopTimeoutMs?: number;
  /** How long tasks took in their last runs, in milliseconds (`readTimes` of the library). Default: unknown. */
  readonly times?: Readonly<Record<string, number>>;
}

/** The plan of a run with the same selection. Planning reads no secrets, and creates and starts nothing. */
export function plan(options: PlanOptions): Plan {
  const {launch, selection, env, jobs, keepGoing = false, times = {}, watch = 'declared'} = options;
  const stopTimeoutMs = options.stopTimeoutMs ?? launch.stopTimeoutMs;
  const {tasks, given} = selection;
  const {decisions, waves, teardown} = plannedRun(tasks, plannedScopes({launch, given, env}));
  const facts: TaskFacts = {
    ...{tasks, decisions, times, watch, places: positionsOf(tasks, waves)},
    valuesOf: plannedValues({launch, given, env}),
  };
  const parts: Parts = {tasks, decisions};
  const criticalPath = criticalPathOf(parts, times);
  return {
    version: 2,
    ...{name: launch.name, file: launch.path, jobs: jobs ?? launch.jobs, keepGoing},
    ends: endOf(selection, decisions, isWatching(tasks, watch)),
    ...environments({launch, selection, decisions, values: facts.valuesOf()}),
    tasks: waves.flat().map(name => planTask(name, facts)),
    ...{waves, teardown},
    ...(stopTimeoutMs !== undefined && {stopTimeoutMs}),
    worstCase: worstCaseOf(parts),
    ...(criticalPath && {criticalPath}),
  };
}

interface EnvironmentFacts extends Pick<PlanOptions, 'launch' | 'selection'>, Pick<TaskFacts, 'decisions'> {
  readonly values: Values;
}

/** The file's `env`: the variables that all host commands get, and the variables that only some get because they read outputs. */
function environments({
  launch,
  selection,
  decisions,
  values,
}: EnvironmentFacts): Pick<Plan, 'env' | 'outputEnv'> {
  const {tasks, given} = selection;
  const isKnown = ([, name = '', ...output]: readonly string[]): boolean => {
    if (entryFor(tasks, name)) return entryFor(decisions, name)?.outcome !== 'skipped';
    return entryFor(given, name)?.[output.join('.')] !== undefined;
  };
  const gets = [...tasks.values()].map(task => ({task, env: fileEnvOf(task, launch, isKnown)}));
  const all = Object.entries(launch.env).map(([name, text]) => ({name, text, value: values.text(text)}));
  const readsOutputs = ({text}: {readonly text: string}): boolean => outputsReadBy(text).length > 0;
  return {
    env: Object.fromEntries(all.filter(each => !readsOutputs(each)).map(({name, value}) => [name, value])),
    outputEnv: all.filter(readsOutputs).map(({name, value}) => ({
      name,
      value,
      tasks: gets.filter(({env}) => name in env).map(({task}) => task.name),
    })),
  };
}

interface Parts {
  readonly tasks: ReadonlyMap<TaskName, Task>;
  readonly decisions: ReadonlyMap<TaskName, Decision>;
}

/** How the run ends, with the rules of runner/reason-to-stop.ts. A skipped task counts as ended and does not keep the run alive. */
function endOf({tasks, until}: Selection, decisions: Parts['decisions'], watches: boolean): PlanEnd {
  if (until !== undefined) return {why: 'until', tasks: [until]};
  const all = [...tasks.values()];
  const terminals = all.filter(task => task.isInteractive());
  if (terminals.length > 0) return {why: 'terminal', tasks: terminals.map(({name}) => name)};
  const holding = all.filter(task => task.keepsRunAlive() && decisions.get(task.name)?.outcome !== 'skipped');
  return {
    why: holding.length > 0 || watches ? 'interrupted' : 'all-done',
    tasks: holding.map(({name}) => name),
  };
}

function worstCaseOf({tasks, decisions}: Parts): WorstCase {
  const comesUp = (name: TaskName): boolean => decisions.get(name)?.outcome !== 'skipped';
  const bounds = new Map([...tasks].map(([name, task]) => [name, boundOf(task)]));
  const msOf = (name: TaskName): number => (comesUp(name) ? (bounds.get(name)?.ms ?? 0) : 0);
  const {nodes, total} = longestChain(tasks, msOf);
  const unbounded = [...tasks.keys()].filter(name => comesUp(name) && bounds.get(name)?.isWhole === false);
  return {chain: nodes.filter(comesUp), ms: total, unbounded};
}

function criticalPathOf(
  {tasks, decisions}: Parts,
  times: Readonly<Record<string, number>>,
): CriticalPath | undefined {
  const isWanted = (name: TaskName): boolean => decisions.get(name)?.outcome !== 'skipped';
  const wanted = [...tasks.keys()].filter(isWanted);
  const known = new Map(
    wanted.flatMap(name => (Object.hasOwn(times, name) ? [[name, times[name] ?? 0]] : [])),
  );
  if (known.size === 0) return undefined;
  const {nodes, total} = longestChain(tasks, name => known.get(name) ?? 0);
  const chain = nodes.filter(isWanted);
  return {chain, ms: total, unmeasured: wanted.filter(name => !known.has(name))};
}
