import {endOf} from '../../docker/container-end.ts';
import type {Exit} from '../../vocabulary/failure.ts';
import type {UpContext} from '../kind.ts';
import type {StartedContainer} from './start.ts';

/** How long the last of its output may take after the end of a container. */
const LAST_OUTPUT_MS = 2_000;

/** Its end counts once its last lines are there. */
export async function endWithOutput(
  {container: started, outputOver}: StartedContainer,
  {output, services}: UpContext,
): Promise<Exit> {
  const exit = await endOf(started);
  const over = new AbortController();
  await Promise.race([outputOver, services.clock.sleep(LAST_OUTPUT_MS, over.signal)]);
  over.abort();
  await output.end();
  return exit;
}
