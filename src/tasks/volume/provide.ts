import {createObject} from '../../docker/create-object.ts';
import type {Engine} from '../../docker/docker.ts';
import {dockerError} from '../../docker/engine-problem.ts';
import {LABELS, keptLabelsOf, labelsOf} from '../../docker/labels.ts';
import {findVolume, provideVolume, type VolumeRequest} from '../../docker/volume.ts';
import {TaskError} from '../../vocabulary/failure.ts';
import {toolFailure} from '../../vocabulary/make-failure.ts';
import type {UpContext} from '../kind.ts';
import {claimName} from './names.ts';

/** A `volume` task with its references resolved. */
export interface VolumeSpec extends Omit<VolumeRequest, 'name'> {
  readonly keep: boolean;
  readonly shared: boolean;
  readonly external: boolean;
  readonly name?: string;
}

/** Checks that a volume of another party exists. @throws TaskError `docker` */
export async function useExternal({api}: Engine, name: string, context: UpContext): Promise<void> {
  const found = await asked(`look for volume \`${name}\``, context, findVolume(api, name));
  if (found) return;
  throw refusal(name, `it does not exist; create it with \`docker volume create ${name}\``, context);
}

/** Claims a kept volume for this run. @throws TaskError `docker` if another run has it */
export async function claimVolume(engine: Engine, name: string, context: UpContext): Promise<void> {
  const {run, file, task, signal, services} = context;
  const result = await services.leases.claim(claimName(engine.address, name), {
    ...{run: run.id, file: file.path, task, signal},
    record: async claim => await context.record({made: 'lease', ...claim}),
  });
  if (!('holder' in result)) return;
  const {holder} = result;
  const who = holder ? `run ${holder.run} of ${holder.file}` : 'an unreadable claim';
  const next = 'stop that first, or set `shared: true` if both can use it at the same time';
  throw refusal(name, `${who} is using it; ${next}`, context);
}

/** Creates a volume, unless it exists from before. @throws TaskError `docker` */
export async function createVolume(
  {api, address}: Engine,
  {keep, name, driver, driverOpts, labels: own}: VolumeSpec & {readonly name: string},
  context: UpContext,
): Promise<void> {
  const {task, run, file} = context;
  const belonging = {run: run.id, task, file: file.path, state: run.state};
  if (!keep) await context.record({made: 'volume', name, run: run.id, engine: address, graceMs: 0});
  const labels = keep ? keptLabelsOf(belonging, own) : labelsOf(belonging, own);
  const providing = provideVolume(api, {name, driver, driverOpts, labels}, keep ? LABELS.keep : LABELS.run);
  const problem = await asked(`create volume \`${name}\``, context, providing);
  if (problem !== undefined) throw refusal(name, problems[problem], context);
}

const problems = {
  foreign:
    'it exists, and is not a kept volume of bottle; set `external: true` to use it, or choose another `name`',
  different:
    'it was created with another driver or other options; `bottle down --volumes` deletes it with its data',
};

async function asked<T>(doing: string, {task, signal, services}: UpContext, request: Promise<T>): Promise<T> {
  try {
    return await createObject(request, {signal, clock: services.clock});
  } catch (error) {
    throw dockerError(error, {task, doing, signal});
  }
}

function refusal(name: string, why: string, {task}: UpContext): TaskError {
  return new TaskError(toolFailure('docker', {task, doing: `use volume \`${name}\``, why}));
}
