import type {ContainerCreateOptions} from 'dockerode';
import type {MemoryMount} from '../shared/mounts.ts';
import type {mountOptions} from './mount-options.ts';
import {engineName, type PortMapping} from '../shared/ports.ts';
import {isOlderApi} from '../../docker/api-version.ts';
import {endpointConfig, joinedAtCreation} from './endpoint.ts';
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
  /** Ports that are only exposed. */
  readonly exposed: readonly Pick<PortMapping, 'port' | 'protocol'>[];
  readonly mounts: ReturnType<typeof mountOptions>;
  readonly memoryMounts: readonly MemoryMount[];
  /** The files to create before it starts. */
  readonly files: readonly NewFile[];
  readonly options: EngineOptions;
  /** The name that it has on every network of its own run. */
  readonly alias: string;
}

/** The request to the engine (https://docs.docker.com/reference/api/engine/version/v1.41/, "Create a container"). */
export function createOptions(
  spec: ContainerSpec,
  parts: ContainerInputs,
  apiVersion: string,
): ContainerCreateOptions {
  const {MacAddress: macAddress, ...config} = parts.options.config;
  return {
    name: parts.name,
    Image: spec.image,
    ...config,
    ...(spec.healthcheck && {Healthcheck: healthConfig(spec.healthcheck)}),
    Labels: {...parts.labels},
    Env: Object.entries(parts.env).map(([name, value]) => `${name}=${value}`),
    ExposedPorts: Object.fromEntries([...parts.ports, ...parts.exposed].map(port => [engineName(port), {}])),
    HostConfig: hostConfig(spec, parts),
    ...network(spec, parts, {macAddress, apiVersion}),
  };
}

/** The MAC address is one of the container for old engines, and one of its first network for those since API 1.44. */
function network(
  spec: ContainerSpec,
  {alias}: ContainerInputs,
  {macAddress, apiVersion}: {readonly macAddress: string | undefined; readonly apiVersion: string},
): Pick<ContainerCreateOptions, 'MacAddress' | 'NetworkingConfig'> {
  const isOld = isOlderApi(apiVersion, '1.44');
  const endpoints = joinedAtCreation(spec, apiVersion).map((joined, at) => {
    const isFirst = at === 0 && macAddress !== undefined && !isOld;
    const config = endpointConfig(joined, {alias, links: spec.links});
    return [joined.name, {...(isFirst && {MacAddress: macAddress}), ...config}] as const;
  });
  const named = endpoints.filter(([name, config]) => name !== BRIDGE || Object.keys(config).length > 0);
  return {
    ...(isOld && macAddress !== undefined && {MacAddress: macAddress}),
    ...(named.length > 0 && {NetworkingConfig: {EndpointsConfig: Object.fromEntries(named)}}),
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
