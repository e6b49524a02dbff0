import type {Timeline} from '../../timeline/timeline.ts';

/** `startup`: until everything was ready or had failed. */
export type RangeName = 'startup' | 'all';

/** The end of the shown range, in milliseconds since the start of the run. */
export function shownRange(timeline: Timeline, name: RangeName): number {
  return Math.max(1, name === 'startup' ? startupEnd(timeline) * 1.04 : timeline.endMs);
}

/** Whether the startup would be too small to see next to the rest of the run. */
export function hasLongTail(timeline: Timeline): boolean {
  return timeline.endMs > 3 * startupEnd(timeline);
}

function startupEnd({readyAtMs, stoppingAtMs, endMs}: Timeline): number {
  return readyAtMs ?? stoppingAtMs ?? endMs;
}
