import type {ContainerCreateOptions, HealthConfig, MountSettings} from 'dockerode';
import type {Mount, MemoryMount} from '../shared/mounts.ts';
import {engineName, type PortMapping} from '../shared/ports.ts';
import {BRIDGE, type ContainerSpec, type HealthcheckSpec, type JoinedNetwork} from './spec.ts';

/** Inputs of a container besides its spec, which had to be read or looked up first. */
export interface ContainerInputs {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly ports: readonly PortMapping[];
  readonly mounts: readonly Mount[];
  readonly memoryMounts: readonly MemoryMount[];
  /** The name that it has on every network of its own run. */
  readonly alias: string;
}

/** The request to the engine (https://docs.docker.com/reference/api/engine/version/v1.41/, "Create a container"). */
export function createOptions(spec: ContainerSpec, parts: ContainerInputs): ContainerCreateOptions {
  const [first] = spec.networks;
  return {
    name: parts.name,
    Image: spec.image,
    ...(spec.command && {Cmd: [...spec.command]}),
    ...(spec.entrypoint && {Entrypoint: [...spec.entrypoint]}),
    ...(spec.user !== undefined && {User: spec.user}),
    ...(spec.workdir !== undefined && {WorkingDir: spec.workdir}),
    ...(spec.stop_signal !== undefined && {StopSignal: spec.stop_signal}),
    ...(spec.platform !== undefined && {platform: spec.platform}),
    ...(spec.healthcheck && {Healthcheck: healthConfig(spec.healthcheck)}),
    Labels: {...parts.labels},
    Env: Object.entries(parts.env).map(([name, value]) => `${name}=${value}`),
    ExposedPorts: Object.fromEntries(parts.ports.map(port => [engineName(port), {}])),
    HostConfig: hostConfig(spec, parts),
    ...(first &&
      first.name !== BRIDGE && {
        NetworkingConfig: {EndpointsConfig: {[first.name]: endpointConfig(first, parts.alias)}},
      }),
  };
}

/** How a container joins a network. On Docker's default one nothing has a name. */
export function endpointConfig({name, aliases, ip}: JoinedNetwork, alias: string) {
  if (name === BRIDGE) return {};
  const family = ip?.includes(':') ? 'IPv6Address' : 'IPv4Address';
  return {Aliases: [alias, ...aliases], ...(ip !== undefined && {IPAMConfig: {[family]: ip}})};
}

function hostConfig(spec: ContainerSpec, {ports, mounts, memoryMounts}: ContainerInputs) {
  return {
    NetworkMode: spec.networks[0]?.name ?? 'none',
    PortBindings: portBindings(ports),
    Mounts: mounts.map(mountSettings),
    Tmpfs: Object.fromEntries(memoryMounts.map(({target, options}) => [target, options])),
    CapAdd: [...spec.capAdd],
    CapDrop: [...spec.capDrop],
    SecurityOpt: [...spec.securityOpt],
    ExtraHosts: [...spec.extraHosts],
    ReadonlyRootfs: spec.readOnly,
    Init: spec.init,
    // Whether it comes up again is bottle's to decide.
    RestartPolicy: {Name: 'no'},
    ...(spec.memoryBytes !== undefined && {Memory: spec.memoryBytes}),
    ...(spec.cpus !== undefined && {NanoCpus: Math.round(spec.cpus * 1e9)}),
    ...(spec.pids_limit !== undefined && {PidsLimit: spec.pids_limit}),
  };
}

function portBindings(ports: readonly PortMapping[]) {
  const bindings: Record<string, {HostIp: string; HostPort: string}[]> = {};
  for (const port of ports) {
    const binding = {HostIp: port.address, HostPort: String(port.hostPort ?? '')};
    bindings[engineName(port)] = [...(bindings[engineName(port)] ?? []), binding];
  }
  return bindings;
}

function mountSettings({type, source, target, readOnly}: Mount): MountSettings {
  return {Type: type, Source: source, Target: target, ReadOnly: readOnly};
}

function healthConfig({test, intervalMs, timeoutMs, retries, startPeriodMs}: HealthcheckSpec): HealthConfig {
  const nanoseconds = (ms: number): number => Math.round(ms * 1e6);
  return {
    Test: [...test],
    Interval: nanoseconds(intervalMs),
    Timeout: nanoseconds(timeoutMs),
    Retries: retries,
    StartPeriod: nanoseconds(startPeriodMs),
  };
}
