import {ControlError, type ControlProblem} from '../control/control-error.ts';
import {followRun} from '../history/follow-run.ts';
import {isRunAlive, type KnownRun} from '../runs/known-run.ts';
import {untilReady} from '../polling/poller.ts';
import type {Probe} from '../polling/probe.ts';
import {isSame} from '../processes/process-identity.ts';
import {sendSignal} from '../processes/send-signal.ts';
import {systemClock} from '../processes/system-clock.ts';
import type {Observer, Owner} from '../state/owner.ts';
import type {RunEvent} from '../vocabulary/event.ts';
import type {Leftover} from '../vocabulary/leftover.ts';
import {connectTo, type RunClient} from './connect-run.ts';

/** Signals that cut a stop short. */
export interface StopSignals {
  /** Skips grace periods. */
  readonly first: AbortSignal;
  /** Ends the wait. */
  readonly second: AbortSignal;
}

/** Options for stopping a live run. */
export interface StopOptions {
  readonly observer: Observer;
  readonly signals: StopSignals;
  readonly stopTimeoutMs: number | undefined;
  /** Receives the events of the run from now on. */
  readonly onEvent: (event: RunEvent) => void;
}

/** Outcome of stopping a run. */
export type StoppedRun =
  | {readonly leftovers: readonly Leftover[]}
  | {readonly problem: ControlProblem}
  /** The user interrupted the wait. */
  | 'interrupted';

/**
 * Stops a live run and waits until its process is gone. Falls back to SIGTERM if the run has no socket or uses another protocol version.
 */
export async function stopRun(run: KnownRun, options: StopOptions): Promise<StoppedRun> {
  const {second} = options.signals;
  const over = new AbortController();
  const gone = untilGone(run, AbortSignal.any([second, over.signal]), options);
  try {
    const asked = await askToStop(run, options);
    if (asked === 'interrupted') return asked;
    if ('problem' in asked && !(await endsAnyway(asked.problem, run, options))) return asked;
    await gone;
    if (second.aborted) return 'interrupted';
    return 'problem' in asked ? {leftovers: []} : asked;
  } finally {
    over.abort();
  }
}

async function askToStop(run: KnownRun, {signals, stopTimeoutMs}: StopOptions): Promise<StoppedRun> {
  const {first, second} = signals;
  let client: RunClient | undefined;
  const force = (): void => {
    client?.request('down', {force: true}).catch(() => undefined);
  };
  first.addEventListener('abort', force, {once: true});
  try {
    client = await connectTo(run);
    const params = {force: first.aborted, ...(stopTimeoutMs !== undefined && {stopTimeoutMs})};
    const {leftovers} = await client.request('down', params, second);
    await client.closed;
    return {leftovers};
  } catch (error) {
    if (error instanceof ControlError) return {problem: error.problem};
    if (second.aborted) return 'interrupted';
    throw error;
  } finally {
    first.removeEventListener('abort', force);
    client?.close();
  }
}

/** Whether the run will end although it did not answer: it is over, was killed, or is sent SIGTERM here. */
async function endsAnyway(
  {why}: ControlProblem,
  run: KnownRun,
  {observer}: Pick<StopOptions, 'observer'>,
): Promise<boolean> {
  if (why === 'run-ended') return true;
  if (why !== 'not-running' && why !== 'wrong-version') return false;
  const owner = ownerOf(run);
  if (!owner || !(await isSame(owner))) return !(await isRunAlive(run, observer));
  sendSignal(owner.pid, 'SIGTERM');
  return true;
}

function ownerOf({found}: KnownRun): Owner | undefined {
  return found.record?.owner ?? found.unknown?.owner;
}

/** Follows the events of a run until its process is gone. */
async function untilGone(
  run: KnownRun,
  signal: AbortSignal,
  {observer, onEvent}: Pick<StopOptions, 'observer' | 'onEvent'>,
): Promise<void> {
  let isNew = false;
  const isAlive = async (): Promise<boolean> => await isRunAlive(run, observer);
  const isCaughtUp = (): boolean => isNew;
  const onCaughtUp = (): void => void (isNew = true);
  const events = followRun(run.dir, {signal, isAlive, isShown: () => false, onCaughtUp});
  for await (const event of events) if (isCaughtUp()) onEvent(event);
  await untilTrue(async () => !(await isAlive()), Infinity, signal);
  const owner = ownerOf(run);
  if (owner) await untilTrue(async () => !(await isSame(owner)), LAST_WORDS_MS, signal);
}

/** Time limit for the process to exit after its run has ended: it may be blocked on output without a reader. */
const LAST_WORDS_MS = 5_000;

async function untilTrue(
  isTrue: () => Promise<boolean>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  const probe: Probe = {
    description: 'the end of the run',
    check: async () =>
      (await isTrue()) ? {status: 'ready'} : {status: 'pending', lastSeen: 'still running'},
  };
  await untilReady(
    probe,
    {timeoutMs, attemptTimeoutMs: Infinity, successes: 1},
    {clock: systemClock, signal},
  );
}
