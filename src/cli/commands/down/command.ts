import {finishEndedRuns, recoverIf, type RecoveryContext} from '../../../runner/dead-runs.ts';
import {knownRuns, type KnownRun} from '../../../runs/known-run.ts';
import type {DeletedVolume, DownReport, EndedRun} from '../../../schema/down-report.ts';
import type {RunEventBody} from '../../../vocabulary/event.ts';
import {printable} from '../../../vocabulary/printable.ts';
import type {CliContext} from '../../context.ts';
import {EXIT_INVALID, EXIT_LEFTOVERS} from '../../exit-code.ts';
import {controlProblemText} from '../../text/control-problem-text.ts';
import {leftoverText} from '../../text/failure-text.ts';
import {jsonText} from '../../text/json-text.ts';
import {observerOf, printRunProblem} from '../run-lookup.ts';
import {deleteKeptVolumes} from './kept-volumes.ts';
import {inRecovery, type TeardownCall} from './in-recovery.ts';
import {stopRun} from './stop-run.ts';
import {downTargets, type DownTargets} from './targets.ts';

/** The flags of `bottle down`, as commander gives them. */
export interface DownFlags {
  readonly all?: boolean;
  readonly forget?: string;
  /** Whether the kept volumes of the launch files are deleted as well. */
  readonly volumes?: boolean;
  /** In milliseconds. */
  readonly stopTimeout?: number;
  readonly format: 'text' | 'json';
}

/** `bottle down`: 0 if nothing is left, 3 if something is, 1 if a run does not respond, 2 if there is no such run. */
export async function downCommand(
  words: readonly string[],
  {all = false, volumes: deletesVolumes = false, stopTimeout, format}: DownFlags,
  world: CliContext,
): Promise<number> {
  const targets = downTargets(words, all, await knownRuns(await observerOf(world)), world);
  if ('problem' in targets) {
    printRunProblem(targets.problem, world);
    return EXIT_INVALID;
  }
  const isJson = format === 'json';
  const done = await inRecovery(world, isJson, async (context, call) => {
    const stopped = await stopAll(targets.live, {context, call, stopTimeoutMs: stopTimeout});
    // A run that was killed meanwhile is dead now, though it was asked.
    const killed = await killedMeanwhile(targets.live, stopped, context);
    const ended = stopped.filter(({run}) => !killed.some(({id}) => id === run));
    const recovered = await recoverAll([...killed, ...targets.dead], context, call);
    await finishEndedRuns(context.observer);
    const volumes = deletesVolumes ? await deleteKeptVolumes(targets.files, context) : undefined;
    return {runs: [...ended, ...recovered], ...(volumes && {volumes})};
  });
  if (!done) return EXIT_INVALID;
  const {runs, volumes = []} = done;
  if (isJson) world.stdout.write(`${jsonText({version: 1, ...done} satisfies DownReport, 2)}\n`);
  else {
    printEnds(runs, targets, world);
    volumes.forEach(volume => printVolume(volume, world));
  }
  return volumes.some(({problem}) => problem !== null) ? EXIT_LEFTOVERS : exitCodeFor(runs);
}

function printVolume({name, problem: why, command}: DeletedVolume, {stdout, stderr}: CliContext): void {
  if (why === null) stdout.write(`deleted volume ${printable(name)}\n`);
  else stderr.write(`${printable(leftoverText({what: `volume ${name}`, why, command}))}\n`);
}

interface Stopping {
  readonly context: RecoveryContext;
  readonly call: TeardownCall;
  readonly stopTimeoutMs: number | undefined;
}

async function stopAll(runs: readonly KnownRun[], stopping: Stopping): Promise<readonly EndedRun[]> {
  const {context, call, stopTimeoutMs} = stopping;
  const {observer} = context;
  // Tasks of several runs may have the same names.
  const onEvent = runs.length === 1 ? call.view.onEvent : () => undefined;
  return await Promise.all(
    runs.map(async (run): Promise<EndedRun> => {
      const stopped = await stopRun(run, {observer, signals: call.signals, stopTimeoutMs, onEvent});
      const facts = {run: run.id, name: run.name};
      if (stopped === 'interrupted')
        return {
          ...facts,
          outcome: 'failed',
          leftovers: [],
          problem: 'error: interrupted; the run is still stopping',
        };
      if ('leftovers' in stopped)
        return {...facts, outcome: 'stopped', leftovers: stopped.leftovers, problem: null};
      return {...facts, outcome: 'failed', leftovers: [], problem: controlProblemText(stopped.problem, run)};
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

/** One after the other, so that the lines that they print stay together. */
async function recoverAll(
  runs: readonly KnownRun[],
  context: RecoveryContext,
  {view}: TeardownCall,
): Promise<readonly EndedRun[]> {
  const ended: EndedRun[] = [];
  for (const {id, name, found} of runs) {
    const events: RunEventBody[] = [];
    const emit = (event: RunEventBody): void => {
      events.push(event);
      view.onEvent({at: 0, ...event});
    };
    await recoverIf(true, found, {...context, emit});
    const leftovers = events.flatMap(event => (event.type === 'dead-run-removed' ? event.leftovers : []));
    const isKept = events.some(({type}) => type === 'dead-run-kept');
    if (isKept)
      ended.push({
        run: id,
        name,
        outcome: 'kept',
        leftovers: [],
        problem: 'only a newer bottle can clean up',
      });
    else ended.push({run: id, name, outcome: 'recovered', leftovers, problem: null});
  }
  return ended;
}

function printEnds(
  ended: readonly EndedRun[],
  {what = 'run'}: DownTargets,
  {stdout, stderr}: CliContext,
): void {
  if (ended.length === 0) {
    stdout.write(`no ${printable(what)} is up, and no dead one left anything behind\n`);
  }
  for (const {name, outcome, leftovers, problem} of ended) {
    if (outcome === 'stopped') stdout.write(`stopped ${printable(name)}\n`);
    if (outcome === 'failed' && problem !== null) stderr.write(`${problem}\n`);
    // Those of dead runs are in the events.
    if (outcome === 'stopped')
      for (const each of leftovers) stderr.write(`${printable(leftoverText(each))}\n`);
  }
}

function exitCodeFor(ended: readonly EndedRun[]): number {
  if (ended.some(({leftovers, outcome}) => leftovers.length > 0 || outcome === 'kept')) return EXIT_LEFTOVERS;
  return ended.some(({outcome}) => outcome === 'failed') ? 1 : 0;
}
