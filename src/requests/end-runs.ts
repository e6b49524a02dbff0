import type {ControlProblem} from '../control/control-error.ts';
import {finishEndedRuns, recoverIf, type RecoveryContext} from '../runner/dead-runs.ts';
import {knownRuns, type KnownRun} from '../runs/known-run.ts';
import type {DownReport, EndedRun} from '../schema/down-report.ts';
import type {RunEvent, RunEventBody} from '../vocabulary/event.ts';
import {readConfig} from '../plan/config-file.ts';
import {deleteKeptVolumes} from './kept-volumes.ts';
import type {LaunchFiles} from './places-in.ts';
import {stopRun, type StopSignals} from './stop-run.ts';

/** The runs to stop or clean up. */
export interface RunsToEnd {
  readonly live: readonly KnownRun[];
  readonly dead: readonly KnownRun[];
  /** The launch files whose kept volumes are deleted as well. */
  readonly volumesOf: readonly LaunchFiles[] | undefined;
}

/** Why a run could not be ended. */
export type EndProblem =
  | ControlProblem
  /** The user interrupted the wait. */
  | {readonly why: 'interrupted'}
  /** Only a newer bottle can clean up. */
  | {readonly why: 'newer-bottle'};

export interface EndOptions {
  readonly context: RecoveryContext;
  readonly signals: StopSignals;
  readonly stopTimeoutMs: number | undefined;
  /** Receives the events of the teardowns. */
  readonly onEvent: (event: RunEvent) => void;
  readonly problemText: (problem: EndProblem, run: KnownRun) => string;
}

/** Stops live runs, cleans up after dead ones, and reports the outcome of each. */
export async function endRuns(
  {live, dead, volumesOf}: RunsToEnd,
  options: EndOptions,
): Promise<Omit<DownReport, 'version'>> {
  const {context} = options;
  const files = volumesOf && [...volumesOf, ...(await recordedFiles([...live, ...dead]))];
  const stopped = await stopAll(live, options);
  // A run that was killed while it was stopping is now dead and must be recovered.
  const killed = await killedMeanwhile(live, stopped, context);
  const ended = stopped.filter(({run}) => !killed.some(({id}) => id === run));
  const recovered = await recoverAll([...killed, ...dead], options);
  await finishEndedRuns(context.observer);
  const volumes = files ? await deleteKeptVolumes(files, context) : undefined;
  return {runs: [...ended, ...recovered], ...(volumes && {volumes})};
}

/** The launch files that runs were started with, if recorded. */
async function recordedFiles(runs: readonly KnownRun[]): Promise<readonly LaunchFiles[]> {
  const files = runs.map(async ({file, dir}): Promise<readonly LaunchFiles[]> => {
    const {overrides} = (await readConfig(dir))?.call ?? {};
    return file !== undefined && overrides ? [{file, overrides}] : [];
  });
  return (await Promise.all(files)).flat();
}

async function stopAll(
  runs: readonly KnownRun[],
  {context, signals, stopTimeoutMs, onEvent: show, problemText}: EndOptions,
): Promise<readonly EndedRun[]> {
  const {observer} = context;
  // Not shown for several runs, since their tasks may have the same names.
  const onEvent = runs.length === 1 ? show : () => undefined;
  return await Promise.all(
    runs.map(async (run): Promise<EndedRun> => {
      const stopped = await stopRun(run, {observer, signals, stopTimeoutMs, onEvent});
      const facts = {run: run.id, name: run.name};
      if (stopped !== 'interrupted' && 'leftovers' in stopped)
        return {...facts, outcome: 'stopped', leftovers: stopped.leftovers, problem: null};
      const problem: EndProblem = stopped === 'interrupted' ? {why: stopped} : stopped.problem;
      return {...facts, outcome: 'failed', leftovers: [], problem: problemText(problem, run)};
    }),
  );
}

async function killedMeanwhile(
  runs: readonly KnownRun[],
  stopped: readonly EndedRun[],
  {observer}: RecoveryContext,
): Promise<readonly KnownRun[]> {
  const isQuiet = ({outcome, leftovers}: EndedRun): boolean =>
    outcome === 'stopped' && leftovers.length === 0;
  const asked = new Set(stopped.filter(isQuiet).map(({run}) => run));
  if (asked.size === 0 || runs.length === 0) return [];
  return (await knownRuns(observer)).filter(({id, state}) => asked.has(id) && state === 'dead');
}

/** Recovers runs one by one, so that the output about each run stays together. */
async function recoverAll(
  runs: readonly KnownRun[],
  {context, onEvent, problemText}: EndOptions,
): Promise<readonly EndedRun[]> {
  const ended: EndedRun[] = [];
  for (const run of runs) {
    const events: RunEventBody[] = [];
    const emit = (event: RunEventBody): void => {
      events.push(event);
      onEvent({at: 0, ...event});
    };
    await recoverIf(true, run.found, {...context, emit});
    const leftovers = events.flatMap(event => (event.type === 'dead-run-removed' ? event.leftovers : []));
    const facts = {run: run.id, name: run.name};
    const isKept = events.some(({type}) => type === 'dead-run-kept');
    if (isKept) {
      const problem = problemText({why: 'newer-bottle'}, run);
      ended.push({...facts, outcome: 'kept', leftovers: [], problem});
    } else ended.push({...facts, outcome: 'recovered', leftovers, problem: null});
  }
  return ended;
}
