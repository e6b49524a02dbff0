import type {ContainerCreateOptions, HealthConfig} from 'dockerode';
import {BRIDGE, type ContainerRequest, type HealthcheckRequest} from '../places/container-request.ts';
import {portName, type PublishedPort} from '../places/ports.ts';
import {isOlderApi} from './api-version.ts';
import type {mountOptions} from './mount-options.ts';
import {endpointConfig, joinedAtCreation} from './network-endpoint.ts';
import type {EngineOptions} from './options/all.ts';

/** The Docker options of a container. */
export interface ContainerParts {
  readonly name: string;
  /** Including bottle's own labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** The ports published on the machine of the engine. */
  readonly ports: readonly PublishedPort[];
  readonly mounts: ReturnType<typeof mountOptions>;
  readonly options: EngineOptions;
}

/** The request to the engine (https://docs.docker.com/reference/api/engine/version/v1.41/, "Create a container"). */
export function createOptions(
  request: ContainerRequest,
  parts: ContainerParts,
  apiVersion: string,
): ContainerCreateOptions {
  const {MacAddress: macAddress, ...config} = parts.options.config;
  return {
    name: parts.name,
    Image: request.image,
    ...config,
    ...(request.healthcheck && {Healthcheck: healthConfig(request.healthcheck)}),
    Labels: {...parts.labels},
    Env: Object.entries(request.env).map(([name, value]) => `${name}=${value}`),
    ExposedPorts: Object.fromEntries([...parts.ports, ...request.exposed].map(port => [portName(port), {}])),
    HostConfig: hostConfig(request, parts),
    ...network(request, {macAddress, apiVersion}),
  };
}

/** The MAC address is an option of the container for old engines, and of its first network since API 1.44. */
function network(
  request: ContainerRequest,
  {macAddress, apiVersion}: {readonly macAddress: string | undefined; readonly apiVersion: string},
): Pick<ContainerCreateOptions, 'MacAddress' | 'NetworkingConfig'> {
  const isOld = isOlderApi(apiVersion, '1.44');
  const {names, links} = request;
  const endpoints = joinedAtCreation(request, apiVersion).map((joined, at) => {
    const isFirst = at === 0 && macAddress !== undefined && !isOld;
    const config = endpointConfig(joined, {names, links});
    return [joined.name, {...(isFirst && {MacAddress: macAddress}), ...config}] as const;
  });
  const named = endpoints.filter(([name, config]) => name !== BRIDGE || Object.keys(config).length > 0);
  return {
    ...(isOld && macAddress !== undefined && {MacAddress: macAddress}),
    ...(named.length > 0 && {NetworkingConfig: {EndpointsConfig: Object.fromEntries(named)}}),
  };
}

function hostConfig(
  {networkMode, networks, links, memoryMounts}: ContainerRequest,
  {ports, mounts, options}: ContainerParts,
) {
  return {
    ...options.host,
    NetworkMode: networkMode ?? networks[0]?.name ?? 'none',
    ...(links.length > 0 && networks[0]?.name === BRIDGE && {Links: [...links]}),
    PortBindings: portBindings(ports),
    ...mounts,
    Tmpfs: Object.fromEntries(memoryMounts.map(({target, options: flags}) => [target, flags])),
    // bottle restarts containers itself.
    RestartPolicy: {Name: 'no'},
  };
}

function portBindings(ports: readonly PublishedPort[]) {
  const bindings: Record<string, {HostIp: string; HostPort: string}[]> = {};
  for (const port of ports) {
    const binding = {HostIp: port.address, HostPort: String(port.hostPort ?? port.hostRange ?? '')};
    bindings[portName(port)] = [...(bindings[portName(port)] ?? []), binding];
  }
  return bindings;
}

/** A health check as the engine expects it, with durations in nanoseconds. */
function healthConfig(spec: HealthcheckRequest): HealthConfig {
  const {test, intervalMs, timeoutMs, retries, startPeriodMs, startIntervalMs} = spec;
  if (test[0] === 'NONE') return {Test: [...test]};
  return {
    Test: [...test],
    Interval: nanoseconds(intervalMs),
    Timeout: nanoseconds(timeoutMs),
    Retries: retries,
    StartPeriod: nanoseconds(startPeriodMs),
    ...(startIntervalMs !== undefined && {StartInterval: nanoseconds(startIntervalMs)}),
  };
}

function nanoseconds(ms: number): number {
  return Math.round(ms * 1e6);
}
