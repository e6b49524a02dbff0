import {formatDuration} from '../../vocabulary/duration.ts';

/** A scale above the bars. */
export function TimeAxis({toMs}: {readonly toMs: number}) {
  return (
    <div class="axis" aria-hidden="true">
      {ticks(toMs).map(ms => (
        <span key={ms} style={{left: `${(100 * ms) / toMs}%`}}>
          {ms === 0 ? '0' : formatDuration(ms)}
        </span>
      ))}
    </div>
  );
}

/** Maximum number of ticks. */
const MOST = 7;

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000];
const LONG_STEPS = [1, 2, 5, 10, 30, 60, 120, 360, 720, 1_440, 10_080].map(minutes => minutes * 60_000);

/** Round times from 0 to `toMs`. */
export function ticks(toMs: number): readonly number[] {
  const all = [...STEPS, ...LONG_STEPS];
  const step = all.find(each => toMs / each <= MOST) ?? toMs;
  return Array.from({length: Math.floor(toMs / step) + 1}, (_, at) => at * step).filter(
    ms => ms < toMs * 0.97,
  );
}
