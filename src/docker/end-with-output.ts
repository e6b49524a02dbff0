import type Dockerode from 'dockerode';
import {restOfOutput, type EndingOutput} from '../output/rest-of-output.ts';
import type {PlaceContext} from '../places/place-context.ts';
import type {Exit} from '../vocabulary/failure.ts';
import {endOf} from './container-end.ts';
import type {LostConnection} from './lost-connection.ts';

/** Its end counts once its last lines are there. */
export async function endWithOutput(
  started: Dockerode.Container,
  {rest, lost}: {readonly rest: EndingOutput; readonly lost: LostConnection | undefined},
  {output, services}: Pick<PlaceContext, 'output' | 'services'>,
): Promise<Exit> {
  const exit = await endOf(started, lost?.wait);
  await restOfOutput(rest, services.clock);
  await output.end();
  return exit;
}
