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

/** The volume with that name; `undefined` if it does not exist. */
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
 * Creates a volume, or reuses an existing one whose label has the same value. The engine itself would reuse any volume
 * with that name.
 *
 * @param own the label that identifies the owner
 * @returns `foreign` for a volume of another owner, `different` for one with other options
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
  // Another process may have created a volume with that name at the same time.
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

/** Removes a volume if `run` created it. A volume that is gone, or belongs to another run, counts as removed. */
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

/** The names of the kept volumes that runs of a launch file created, limited to one state directory. */
export async function keptVolumes(
  api: Dockerode,
  {file, state}: Pick<Ownership, 'file' | 'state'>,
): Promise<readonly string[]> {
  const filters = {label: [`${LABELS.file}=${file}`, `${LABELS.state}=${state}`, `${LABELS.keep}=true`]};
  const {Volumes: volumes} = await api.listVolumes({filters});
  return volumes.map(({Name}) => Name);
}

/** The engine reports `null` if there are no labels. */
function labelsOf(labels: Readonly<Record<string, string>> | null): Readonly<Record<string, string>> {
  return labels ?? {};
}
