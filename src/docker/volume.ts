import type Dockerode from 'dockerode';
import type {VolumeInspectInfo} from 'dockerode';
import {statusOf} from './engine-problem.ts';
import {LABELS, type Ownership} from './labels.ts';

/** Options of a volume. */
export interface VolumeRequest {
  readonly name: string;
  readonly driver: string;
  readonly driverOpts: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** The volume of that name; `undefined` if there is none. */
export async function findVolume(
  api: Dockerode,
  name: string,
  signal?: AbortSignal,
): Promise<VolumeInspectInfo | undefined> {
  try {
    return await api.getVolume(name).inspect({...(signal && {abortSignal: signal})});
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/**
 * Creates a volume, or uses the one of that name that has the same value of a label. The engine itself would use any volume of that
 * name.
 *
 * @param own the label that shows whose it is
 * @returns the problem of a volume that is another one's, or has other options
 */
export async function provideVolume(
  api: Dockerode,
  request: VolumeRequest,
  own: string,
): Promise<'foreign' | 'different' | undefined> {
  const {name, driver, driverOpts, labels} = request;
  const found = await findVolume(api, name);
  if (found) return isOwn(found) ? difference(found, request) : 'foreign';
  await api.createVolume({Name: name, Driver: driver, DriverOpts: {...driverOpts}, Labels: {...labels}});
  // Another process may have created one of that name at the same moment.
  const made = await findVolume(api, name);
  return made && isOwn(made) ? undefined : 'foreign';

  function isOwn({Labels: known}: VolumeInspectInfo): boolean {
    return labelsOf(known)[own] === labels[own];
  }
}

function difference(
  {Driver, Options}: VolumeInspectInfo,
  {driver, driverOpts}: VolumeRequest,
): 'different' | undefined {
  const known: Readonly<Record<string, string>> = {...Options};
  const names = new Set([...Object.keys(known), ...Object.keys(driverOpts)]);
  const isSame = Driver === driver && [...names].every(name => known[name] === driverOpts[name]);
  return isSame ? undefined : 'different';
}

/** Removes the volume of that name that `run` made; one that is gone, or another one's, counts as removed. */
export async function removeVolume(
  api: Dockerode,
  {name, run, signal}: {readonly name: string; readonly run: string; readonly signal: AbortSignal},
): Promise<void> {
  const found = await findVolume(api, name, signal);
  if (!found || labelsOf(found.Labels)[LABELS.run] !== run) return;
  try {
    await api.getVolume(name).remove({abortSignal: signal});
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
  }
}

/** The names of the kept volumes that runs of a launch file have made, as far as one state directory knows of them. */
export async function keptVolumes(
  api: Dockerode,
  {file, state}: Pick<Ownership, 'file' | 'state'>,
): Promise<readonly string[]> {
  const filters = {label: [`${LABELS.file}=${file}`, `${LABELS.state}=${state}`, `${LABELS.keep}=true`]};
  const {Volumes: volumes} = await api.listVolumes({filters});
  return volumes.map(({Name}) => Name);
}

/** The engine reports none as `null`. */
function labelsOf(labels: Readonly<Record<string, string>> | null): Readonly<Record<string, string>> {
  return labels ?? {};
}
