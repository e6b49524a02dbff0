import type Dockerode from 'dockerode';
import type {PlaceContext} from '../places/place-context.ts';
import type {Exit} from '../vocabulary/failure.ts';
import {endOf} from './container-end.ts';
import type {LostConnection} from './lost-connection.ts';

/** How long the last of its output may take after the end of a container. */
const LAST_OUTPUT_MS = 2_000;

/** Its end counts once its last lines are there. */
export async function endWithOutput(
  started: Dockerode.Container,
  {outputOver, lost}: {readonly outputOver: Promise<void>; readonly lost: LostConnection | undefined},
  {output, services}: Pick<PlaceContext, 'output' | 'services'>,
): Promise<Exit> {
  const exit = await endOf(started, lost?.wait);
  const over = new AbortController();
  await Promise.race([outputOver, services.clock.sleep(LAST_OUTPUT_MS, over.signal)]);
  over.abort();
  await output.end();
  return exit;
}
