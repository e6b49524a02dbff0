import type {ContainerCreateOptions} from 'dockerode';
import type {MemoryMount} from '../shared/mounts.ts';
import type {mountOptions} from './mount-options.ts';
import {engineName, type PortMapping} from '../shared/ports.ts';
import {endpointConfig} from './endpoint.ts';
import {healthConfig} from './healthcheck.ts';
import type {NewFile} from '../../docker/put-files.ts';
import type {EngineOptions} from './options/all.ts';
import {BRIDGE, type ContainerSpec} from './spec.ts';

/** Inputs of a container besides its spec, which had to be read or looked up first. */
export interface ContainerInputs {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly ports: readonly PortMapping[];
  readonly mounts: ReturnType<typeof mountOptions>;
  readonly memoryMounts: readonly MemoryMount[];
  /** The files to create before it starts. */
  readonly files: readonly NewFile[];
  readonly options: EngineOptions;
  /** The name that it has on every network of its own run. */
  readonly alias: string;
}

/** The request to the engine (https://docs.docker.com/reference/api/engine/version/v1.41/, "Create a container"). */
export function createOptions(spec: ContainerSpec, parts: ContainerInputs): ContainerCreateOptions {
  const [first] = spec.networks;
  return {
    name: parts.name,
    Image: spec.image,
    ...parts.options.config,
    ...(spec.healthcheck && {Healthcheck: healthConfig(spec.healthcheck)}),
    Labels: {...parts.labels},
    Env: Object.entries(parts.env).map(([name, value]) => `${name}=${value}`),
    ExposedPorts: Object.fromEntries(parts.ports.map(port => [engineName(port), {}])),
    HostConfig: hostConfig(spec, parts),
    ...(first &&
      first.name !== BRIDGE && {
        NetworkingConfig: {
          EndpointsConfig: {[first.name]: endpointConfig(first, {alias: parts.alias, links: spec.links})},
        },
      }),
  };
}

function hostConfig(spec: ContainerSpec, {ports, mounts, memoryMounts, options}: ContainerInputs) {
  return {
    ...options.host,
    NetworkMode: spec.networkMode ?? spec.networks[0]?.name ?? 'none',
    ...(spec.links.length > 0 && spec.networks[0]?.name === BRIDGE && {Links: [...spec.links]}),
    PortBindings: portBindings(ports),
    ...mounts,
    Tmpfs: Object.fromEntries(memoryMounts.map(({target, options: flags}) => [target, flags])),
    // Whether it comes up again is bottle's to decide.
    RestartPolicy: {Name: 'no'},
  };
}

function portBindings(ports: readonly PortMapping[]) {
  const bindings: Record<string, {HostIp: string; HostPort: string}[]> = {};
  for (const port of ports) {
    const binding = {HostIp: port.address, HostPort: String(port.hostPort ?? port.hostRange ?? '')};
    bindings[engineName(port)] = [...(bindings[engineName(port)] ?? []), binding];
  }
  return bindings;
}
