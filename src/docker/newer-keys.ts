import type {MountRequest, ContainerRequest, JoinedNetwork} from '../places/container-request.ts';
import {changesRecursion} from '../places/mounts.ts';
import {TaskError} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {enumerated, listed} from '../vocabulary/listed.ts';
import {toolFailure} from '../vocabulary/make-failure.ts';
import {isOlderApi} from './api-version.ts';
import type {EngineVersion} from './docker.ts';
import {isPath} from './options/host.ts';

/** The first Docker that supports a key, and the version of its API (https://docs.docker.com/reference/api/engine/version-history/,
 * https://docs.docker.com/engine/release-notes/). */
interface Release {
  readonly docker: string;
  readonly api: string;
}

const DOCKER_23: Release = {docker: '23', api: '1.42'};
const DOCKER_24: Release = {docker: '24', api: '1.43'};
const DOCKER_25: Release = {docker: '25', api: '1.44'};
const DOCKER_26: Release = {docker: '26', api: '1.45'};
const DOCKER_28: Release = {docker: '28', api: '1.48'};

/** A key of a container that not every engine supports. */
export interface NewerKey extends Release {
  /** Its path below `container`: `networks.0.gw_priority`. */
  readonly key: string;
}

/**
 * Rejects keys that need a newer engine, since an older one would silently ignore them.
 * @throws TaskError `docker`
 */
export function refuseNewerKeys(request: NewerKeysIn, engine: EngineVersion, task: TaskName): void {
  const refused = newerKeys(request).filter(({api}) => isOlderApi(engine.apiVersion, api));
  if (refused.length === 0) return;
  const names = refused.map(({key}) => key);
  const needs = refused.map(({key, docker, api}) => `\`${key}\` needs Docker ${docker} (API ${api})`);
  const why = `${enumerated(needs, 'and')}; the engine is ${engine.software} (API ${engine.apiVersion})`;
  throw new TaskError(toolFailure('docker', {task, doing: `use ${listed(names, 'and')}`, why}));
}

/** The parts of a request that may have such keys. */
type NewerKeysIn = Pick<ContainerRequest, 'keys' | 'healthcheck' | 'mounts' | 'networks'>;

/** The keys of a container that need a Docker newer than 20.10, with the version they need. */
export function newerKeys({keys, healthcheck, mounts, networks}: NewerKeysIn): readonly NewerKey[] {
  return [
    ...ifSet(keys.annotations, 'annotations', DOCKER_24),
    ...(keys.devices ?? []).flatMap((device, at) =>
      ifSet(isPath(device) ? undefined : device, `devices.${at}`, DOCKER_25),
    ),
    ...ifSet(healthcheck?.startIntervalMs, 'healthcheck.start_interval', DOCKER_25),
    ...mounts.flatMap((mount, at) => ofMount(mount, `volumes.${at}`)),
    ...networks.flatMap((network, at) => ofNetwork(network, `networks.${at}`)),
  ];
}

function ofMount({type, bind, volume}: MountRequest, path: string): readonly NewerKey[] {
  const recursive = bind?.recursive === 'writable' || bind?.recursive === 'readonly' || undefined;
  const creates = (bind?.create_host_path === true && changesRecursion(bind)) || undefined;
  return [
    ...ifSet(creates, `${path}.bind.create_host_path`, DOCKER_23),
    ...ifSet(recursive, `${path}.bind.recursive`, DOCKER_25),
    ...ifSet(type === 'image' || undefined, `${path}.type`, DOCKER_28),
    ...ifSet(volume?.subpath, `${path}.volume.subpath`, DOCKER_26),
  ];
}

function ofNetwork({mac_address, gw_priority}: JoinedNetwork, path: string): readonly NewerKey[] {
  return [
    ...ifSet(mac_address, `${path}.mac_address`, DOCKER_25),
    ...ifSet(gw_priority, `${path}.gw_priority`, DOCKER_28),
  ];
}

function ifSet(value: unknown, key: string, release: Release): readonly NewerKey[] {
  return value === undefined ? [] : [{key, ...release}];
}
