import {sendSignal} from '../../processes/send-signal.ts';
import {targetOf} from '../../processes/process-record.ts';
import {removeIfEmpty} from '../../processes/task-cgroup.ts';
import {isKnownToBeAlone} from '../../processes/task-processes.ts';
import type {MadeRecord} from '../../vocabulary/journal-record.ts';
import type {QuickDownContext} from '../kind.ts';
import {afterTogether} from './after-together.ts';
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
