import {app, file, reported, service, type Row, type Rows} from './specification-rows.ts';
import {gpuKeys} from './gpu-rows.ts';

function built(keys: object, image: object): Row {
  return file(
    {services: {app: app({build: {context: './web', ...keys}})}},
    {'app-image': {image: {build: './web', ...image}}},
  );
}

function ignored(key: string, value: unknown, text: string): Rows {
  return {[key]: reported({build: {context: './web', [key]: value}}, `\`build.${key}\`: ${text}`)};
}

/** Keys under `build`. */
export const buildRows: Rows = {
  context: built({}, {}),
  dockerfile: built({dockerfile: 'Dockerfile'}, {dockerfile: 'Dockerfile'}),
  args: built({args: {A: 1}}, {args: {A: '1'}}),
  target: built({target: 'dev'}, {target: 'dev'}),
  dockerfile_inline: built({dockerfile_inline: 'FROM x\n'}, {dockerfile_inline: 'FROM x\n'}),
  ...ignored('entitlements', ['network.host'], 'the build runs without these rights'),
  ...ignored('ssh', ['default'], 'the build gets no keys'),
  ...ignored('labels', {a: 'b'}, 'the image has only the labels'),
  ...ignored('cache_from', ['x'], 'only the local cache'),
  ...ignored('cache_to', ['x'], 'only the local cache'),
  ...ignored('no_cache_filter', ['x'], 'the build uses the cache'),
  ...ignored('no_cache', true, 'the build uses the cache'),
  ...ignored('additional_contexts', {a: './there'}, 'the Dockerfile cannot copy from them'),
  ...ignored('network', 'host', "the build uses the engine's default network"),
  ...ignored('provenance', true, 'the image gets no such attestation'),
  ...ignored('sbom', true, 'the image gets no such attestation'),
  ...ignored('pull', true, 'base images are pulled only if'),
  ...ignored('shm_size', '1g', "the build uses the engine's default size"),
  ...ignored('extra_hosts', ['a:10.0.0.1'], 'these host names are not known'),
  ...ignored('isolation', 'x', 'it is for Windows containers'),
  ...ignored('privileged', true, 'the build runs without these rights'),
  ...ignored('secrets', ['s'], 'the build cannot read them'),
  ...ignored('tags', ['x'], 'the image gets no additional names'),
  ...ignored('ulimits', {nproc: 1}, "the build uses the engine's default limits"),
  ...ignored('platforms', ['linux/amd64'], 'the image is built only for the platform'),
};

function deployed(key: string, value: unknown, text: string): Rows {
  return {[key]: reported({deploy: {[key]: value}}, `\`deploy.${key}\`: ${text}`)};
}

function limits(given: object, container: object): Row {
  return service({deploy: {resources: {limits: given}}}, container);
}

function reserved(given: object, text: string): Row {
  return reported({deploy: {resources: {reservations: given}}}, text);
}

const SWARM = 'it is for a swarm; Compose ignores it as well';
const PACE = {delay: '100ms', backoff: 2};

/** Keys under `deploy`. */
export const deployRows: Rows = {
  ...deployed('mode', 'global', 'one container is started'),
  ...deployed('endpoint_mode', 'vip', SWARM),
  ...deployed('replicas', 3, 'one container is started'),
  ...deployed('labels', {a: 'b'}, 'they are for services of a swarm'),
  ...deployed('rollback_config', {parallelism: 1}, SWARM),
  ...deployed('update_config', {parallelism: 1}, SWARM),
  ...deployed('placement', {constraints: ['x']}, SWARM),
  resources: limits({cpus: '0.5'}, {cpus: 0.5}),
  'resources.limits': limits({cpus: '0.5'}, {cpus: 0.5}),
  'resources.limits.cpus': limits({cpus: '0.5'}, {cpus: 0.5}),
  'resources.limits.memory': limits({memory: '1G'}, {memory: '1g'}),
  'resources.limits.pids': limits({pids: 9}, {pids_limit: 9}),
  'resources.reservations': service(
    {deploy: {resources: {reservations: {memory: '1G'}}}},
    {mem_reservation: '1g'},
  ),
  'resources.reservations.memory': service(
    {deploy: {resources: {reservations: {memory: '1G'}}}},
    {mem_reservation: '1g'},
  ),
  'resources.reservations.cpus': reserved({cpus: '0.5'}, `\`deploy.resources.reservations.cpus\`: ${SWARM}`),
  'resources.reservations.generic_resources': reserved(
    {generic_resources: []},
    `\`deploy.resources.reservations.generic_resources\`: ${SWARM}`,
  ),
  ...gpuKeys('resources.reservations.devices', device => ({
    deploy: {resources: {reservations: {devices: [device]}}},
  })),
  restart_policy: file(
    {services: {app: app({deploy: {restart_policy: {condition: 'any'}}})}},
    {app: {container: {restart: {attempts: 'unlimited', ...PACE}}}},
  ),
  'restart_policy.condition': file(
    {services: {app: app({deploy: {restart_policy: {condition: 'any'}}})}},
    {app: {container: {restart: {attempts: 'unlimited', ...PACE}}}},
  ),
  'restart_policy.max_attempts': service(
    {deploy: {restart_policy: {condition: 'on-failure', max_attempts: 2}}},
    {restart: {attempts: 2, ...PACE, condition: 'failure'}},
  ),
  'restart_policy.delay': reported(
    {deploy: {restart_policy: {delay: '5s'}}},
    '`deploy.restart_policy.delay`: Compose ignores',
  ),
  'restart_policy.window': reported(
    {deploy: {restart_policy: {window: '5s'}}},
    '`deploy.restart_policy.window`: Compose ignores',
  ),
};
