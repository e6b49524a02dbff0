import {test} from 'vitest';
import {randomNumbers} from '../support/random-graph.ts';
import {killDetachedRuns, type Moment} from './killed-detached-runs.ts';
import {LAUNCH} from './killed-launch.ts';

/** After this many events, or when the run is ready. */
function afterEvents(count: number): Moment {
  return async call => {
    await call.event(() => call.events.length >= count || call.events.at(-1)?.type === 'run-ready');
  };
}

test('`bottle down` leaves nothing of killed detached runs', async () => {
  const counts = [1, 6, 12, 18, 25, 1_000];
  await killDetachedRuns(LAUNCH.replace(/.*certificate.*/, ''), counts.map(afterEvents), randomNumbers(3));
});
