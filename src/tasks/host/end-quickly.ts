import {sendSignal} from '../../processes/send-signal.ts';
import {targetOf} from '../../processes/process-record.ts';
import {removeIfEmpty} from '../../processes/task-cgroup.ts';
import {isKnownToBeAlone} from '../../processes/task-processes.ts';
import type {Clock} from '../../vocabulary/clock.ts';
import type {MadeRecord} from '../../vocabulary/journal-record.ts';
import type {QuickDownContext} from '../kind.ts';
import {QUICK_MS} from './until-gone.ts';

/**
 * Sends the stop signal to a process and waits a moment for its end. Only for a process without a `stop` command that this bottle has
 * started, and that is alone in its cgroup: nothing else has to be read about it, and if its cgroup is empty after its end, it has left
 * nothing behind. A full stop takes three times as much time and memory.
 */
export function endQuickly(
  made: readonly MadeRecord[],
  {services: {clock, processEnds}, force, mostMs}: QuickDownContext,
): Promise<boolean> | undefined {
  const [record] = made;
  if (made.length !== 1 || record?.made !== 'process' || record.stop || force.aborted) return undefined;
  const {cgroup, stopSignal = 'SIGTERM', graceMs} = record;
  const own = processEnds.of(record);
  if (!own || cgroup === undefined || !isKnownToBeAlone(record)) return undefined;
  sendSignal(targetOf(record), stopSignal as NodeJS.Signals);
  return new Promise(resolve => {
    let isOver = false;
    const settle = (isGone: () => boolean): void => {
      if (isOver) return;
      isOver = true;
      cancel();
      resolve(isGone());
    };
    const giveUp = (): void => settle(() => false);
    const cancel = afterTogether(Math.min(QUICK_MS, graceMs, mostMs), giveUp, {clock, force});
    own.ended
      .then(own.leftGroup)
      .then(leftGroup => settle(() => !leftGroup && removeIfEmpty(cgroup)))
      .catch(giveUp);
  });
}

/** Waits that end within this time of each other share a timer. */
const TOGETHER_MS = 5;

/** Waits that share a timer. */
interface Waits {
  readonly endsAt: number;
  readonly acts: Set<() => void>;
  close(): void;
}

/** The last waits for each signal. */
const last = new WeakMap<AbortSignal, Waits>();

/** Calls `act` after `ms`, a little earlier, or when `force` is aborted. Returns a function that cancels the call. */
function afterTogether(
  ms: number,
  act: () => void,
  {clock, force}: {readonly clock: Clock; readonly force: AbortSignal},
): () => void {
  const endsAt = clock.now() + ms;
  let waits = last.get(force);
  const isShared =
    waits && waits.acts.size > 0 && waits.endsAt <= endsAt && endsAt - waits.endsAt <= TOGETHER_MS;
  if (!waits || !isShared) {
    waits = openWaits(endsAt, clock.deadline(ms), force);
    last.set(force, waits);
  }
  const {acts, close} = waits;
  acts.add(act);
  return () => {
    if (acts.delete(act) && acts.size === 0) close();
  };
}

function openWaits(endsAt: number, deadline: ReturnType<Clock['deadline']>, force: AbortSignal): Waits {
  const acts = new Set<() => void>();
  const end = (): void => {
    for (const act of acts) act();
  };
  deadline.signal.addEventListener('abort', end, {once: true});
  force.addEventListener('abort', end, {once: true});
  return {
    ...{endsAt, acts},
    close() {
      deadline.cancel();
      force.removeEventListener('abort', end);
    },
  };
}
