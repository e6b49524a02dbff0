import type {ReadonlySignal} from '@preact/signals';
import {age} from '../parts/times.ts';
import {now} from '../shell/clock.ts';

interface SinceProps {
  /** When the run was started, in milliseconds since 1970. */
  readonly startMs: ReadonlySignal<number>;
  /** In milliseconds since the start of the run. */
  readonly sinceMs: number;
}

/** How long ago something happened in a live run. A component of its own, so that only it is drawn each second. */
export function Since({startMs, sinceMs}: SinceProps) {
  return <>{age(now.value - startMs.value - sinceMs)}</>;
}
