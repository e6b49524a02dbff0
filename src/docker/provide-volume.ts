import type {PlaceContext} from '../places/place-context.ts';
import type {VolumeRequest} from '../places/volume-request.ts';
import {TaskError} from '../vocabulary/failure.ts';
import {toolFailure} from '../vocabulary/make-failure.ts';
import {createObject} from './create-object.ts';
import {recordAt, type EnginePlace} from './engine-place.ts';
import {dockerError} from './engine-problem.ts';
import {keptLabelsOf, labelsOf, LABELS} from './labels.ts';
import {findVolume, provideVolume} from './volume.ts';

/** Creates a volume, unless it already exists; an external volume must exist. @throws TaskError `docker` */
export async function provideVolumeAt(
  place: EnginePlace,
  request: VolumeRequest,
  context: PlaceContext,
): Promise<void> {
  if (request.external) await refuseMissing(place, request, context);
  else await create(place, request, context);
}

async function refuseMissing(
  {engine: {api}}: EnginePlace,
  {name}: VolumeRequest,
  context: PlaceContext,
): Promise<void> {
  const found = await asked(`look for volume \`${name}\``, context, findVolume(api, name));
  if (found) return;
  throw refusal(name, `it does not exist; create it with \`docker volume create ${name}\``, context);
}

async function create(
  place: EnginePlace,
  {keep, name, driver, driverOpts, labels: own}: VolumeRequest,
  context: PlaceContext,
): Promise<void> {
  const {task, run, file} = context;
  const belonging = {run: run.id, task, file: file.path, state: run.state};
  if (!keep) await context.record(recordAt(place, {made: 'volume', name, run: run.id, graceMs: 0}));
  const labels = keep ? keptLabelsOf(belonging, own) : labelsOf(belonging, own);
  const wanted = {name, driver, driverOpts, labels};
  const providing = provideVolume(place.engine.api, wanted, keep ? LABELS.keep : LABELS.run);
  const problem = await asked(`create volume \`${name}\``, context, providing);
  if (problem !== undefined) throw refusal(name, problems[problem], context);
}

const problems = {
  foreign:
    'it already exists and is not a kept volume of bottle; set `external: true` to use it, or choose another `name`',
  different:
    'it was created with another driver or other options; `bottle down --volumes` deletes it with its data',
};

async function asked<T>(
  doing: string,
  {task, signal, services}: PlaceContext,
  request: Promise<T>,
): Promise<T> {
  try {
    return await createObject(request, {signal, clock: services.clock});
  } catch (error) {
    throw dockerError(error, {task, doing, signal});
  }
}

function refusal(name: string, why: string, {task}: PlaceContext): TaskError {
  return new TaskError(toolFailure('docker', {task, doing: `use volume \`${name}\``, why}));
}
