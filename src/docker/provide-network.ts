import type {NetworkRequest, PlacedNetwork} from '../places/network-request.ts';
import {objectName} from '../places/object-name.ts';
import type {PlaceContext} from '../places/place-context.ts';
import {TaskError} from '../vocabulary/failure.ts';
import {toolFailure} from '../vocabulary/make-failure.ts';
import {createObject} from './create-object.ts';
import type {Engine} from './docker.ts';
import {recordAt, type EnginePlace} from './engine-place.ts';
import {dockerError} from './engine-problem.ts';
import {labelsOf} from './labels.ts';
import {createNetwork, findNetwork} from './network.ts';

/** Creates a network, or finds an external one. @throws TaskError `docker` */
export async function provideNetwork(
  place: EnginePlace,
  request: NetworkRequest,
  context: PlaceContext,
): Promise<PlacedNetwork> {
  const {task, run, file, signal, services} = context;
  signal.throwIfAborted();
  if (request.external) return await useExternal(place.engine, request.name ?? task, context);
  const name = request.name ?? objectName({run: run.id, task});
  const labels = labelsOf({run: run.id, task, file: file.path, state: run.state}, request.labels);
  await context.record(recordAt(place, {made: 'network', name, run: run.id, graceMs: 0}));
  try {
    const creating = createNetwork(place.engine, {...request, name, labels}, signal);
    return {...(await createObject(creating, {signal, clock: services.clock})), name};
  } catch (error) {
    throw withHint(dockerError(error, {task, doing: `create network \`${name}\``, signal}));
  }
}

/** Uses a network that bottle neither creates nor removes. */
async function useExternal(
  engine: Engine,
  name: string,
  {task, signal, services}: PlaceContext,
): Promise<PlacedNetwork> {
  const found = await createObject(findNetwork(engine, name), {signal, clock: services.clock}).catch(
    (error: unknown) => {
      throw dockerError(error, {task, doing: `look for network \`${name}\``, signal});
    },
  );
  if (found) return {...found, name, addresses: {}};
  const why = `it does not exist; create it with \`docker network create ${name}\``;
  throw new TaskError(toolFailure('docker', {task, doing: `use network \`${name}\``, why}));
}

/** Adds a hint if Docker has run out of subnets: its default pools hold about 30 networks. */
function withHint(error: unknown): unknown {
  if (!(error instanceof TaskError) || error.failure.reason !== 'docker') return error;
  const {failure} = error;
  if (!/non-overlapping|fully subnetted/.test(failure.why)) return error;
  const next = 'remove unused networks (`docker network prune`), or give it a `subnet`';
  return new TaskError({...failure, why: `${failure.why}; ${next}`});
}
