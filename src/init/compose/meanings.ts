/**
 * The effects of keys of the Compose specification that are not carried over. Keys that are carried over are not listed; if one
 * of their values is not supported, the report shows the value.
 */
const meanings: Readonly<Record<string, string>> = {
  ...prefixed('service', {
    attach: 'bottle shows the output of all tasks; `bottle logs` selects some',
    credential_spec: 'it is for Windows containers, which bottle does not run',
    cpu_count: 'it is for Windows containers, which bottle does not run',
    cpu_percent: 'it is for Windows containers, which bottle does not run',
    isolation: 'it is for Windows containers, which bottle does not run',
    container_name:
      'the container is named after the run, so several runs can exist side by side; the name is an alias on its networks',
    develop: 'nothing is synchronized or rebuilt when files change; see `watch` of tasks',
    external_links:
      'the container does not find containers of other projects; put both into an external network',
    label_file: 'labels from the file are missing; add them under `labels`',
    models: 'no model is started, and its variables are not set',
    provider: 'nothing is started for it, because a Compose plugin provides it',
    scale: 'one container is started',
    use_api_socket: "the container cannot reach the engine; mount the engine's socket under `volumes`",
    pre_start: 'the steps do not run; write each as a `container` task with `ends: true` that this one needs',
    umask: "files are created with the engine's umask",
  }),
  ...prefixed('service.deploy', {
    mode: 'one container is started, because bottle runs everything on one machine',
    endpoint_mode: 'it is for a swarm; Compose ignores it as well',
    replicas: 'one container is started',
    labels: 'they are for services of a swarm; Compose ignores them as well',
    rollback_config: 'it is for a swarm; Compose ignores it as well',
    update_config: 'it is for a swarm; Compose ignores it as well',
    placement: 'it is for a swarm; Compose ignores it as well',
    'restart_policy.delay': 'Compose ignores it as well; see `restart.delay`',
    'restart_policy.window': 'Compose ignores it as well',
    'resources.reservations.cpus': 'it is for a swarm; Compose ignores it as well',
    'resources.reservations.generic_resources': 'it is for a swarm; Compose ignores it as well',
  }),
  ...prefixed('service.build', {
    entitlements: 'the build runs without these rights',
    ssh: 'the build gets no keys or agent for SSH',
    labels: 'the image has only the labels of its Dockerfile',
    cache_from: 'only the local cache of the engine is used',
    cache_to: 'only the local cache of the engine is used',
    no_cache_filter: 'the build uses the cache of the engine',
    no_cache: 'the build uses the cache of the engine',
    additional_contexts: 'the Dockerfile cannot copy from them',
    network: "the build uses the engine's default network",
    provenance: 'the image gets no such attestation',
    sbom: 'the image gets no such attestation',
    pull: 'base images are pulled only if they are missing',
    shm_size: "the build uses the engine's default size",
    extra_hosts: 'these host names are not known during the build',
    isolation: 'it is for Windows containers, which bottle does not run',
    privileged: 'the build runs without these rights',
    secrets: 'the build cannot read them',
    tags: 'the image gets no additional names',
    ulimits: "the build uses the engine's default limits",
    platforms: 'the image is built only for the platform of the service or of the engine',
  }),
  ...prefixed('service.networks.*', {
    use_service_name_alias: 'the service has its own name as an alias in any case',
    interface_name: 'Docker chooses the name of the interface',
  }),
  ...prefixed('service.volumes', {
    consistency: 'Docker has ignored it for years',
  }),
  ...prefixed('root', {
    models: 'no models are started',
    jobs: 'no job runs; write it as a `container` task with `ends: true`',
  }),
  ...prefixed('network', {
    enable_ipv4: 'the network has IPv4 addresses in any case',
  }),
  ...prefixed('secret', {
    external: 'external secrets are not supported; set `file` or `environment`',
    labels: 'it has no labels in bottle',
    driver: 'it is for a swarm; Compose ignores it as well',
    driver_opts: 'it is for a swarm; Compose ignores it as well',
    template_driver: 'it is for a swarm; Compose ignores it as well',
  }),
  ...prefixed('config', {
    external: 'external configurations are not supported; set `file` or `content`',
    labels: 'it has no labels in bottle',
    template_driver: 'it is for a swarm; Compose ignores it as well',
  }),
};

/** The consequence for the user if a key is not carried over. */
export function meaningOf(schema: string): string {
  return meanings[schema] ?? 'bottle does not know this key and ignores it';
}

function prefixed(prefix: string, keys: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(keys).map(([key, meaning]) => [`${prefix}.${key}`, meaning]));
}
