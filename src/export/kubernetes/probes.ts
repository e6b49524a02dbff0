import type {LivenessProbe} from '../../schema/liveness.ts';
import type {Probe} from '../../schema/probes.ts';
import type {Healthcheck} from '../../schema/tasks/container-health.ts';
import {parseDuration} from '../../vocabulary/duration.ts';
import type {Fields} from '../../vocabulary/fields.ts';
import type {TaskExport} from '../task-export.ts';

/** The parts of a container that probes use. */
export interface ProbedContainer {
  readonly healthcheck: Healthcheck | undefined;
  /** Container ports of its published ports. */
  readonly ports: readonly number[];
}

/** The Kubernetes action of a probe; `undefined` if Kubernetes has no equivalent. */
export function probeAction(
  probe: Probe | LivenessProbe,
  {healthcheck, ports}: ProbedContainer,
  {argv}: TaskExport,
): Fields | undefined {
  if ('exec' in probe) return execOf(argv('exec', probe.exec));
  if ('health' in probe) return healthcheck && execOf(commandOf(healthcheck, argv));
  if ('port' in probe && /^\d+$/.test(String(probe.port))) return {tcpSocket: {port: Number(probe.port)}};
  if ('http' in probe) return httpGet(typeof probe.http === 'string' ? probe.http : probe.http.url, ports);
  return undefined;
}

/** A readiness probe. Kubernetes runs it once a second from the start of the container to its end. */
export function readinessOf(action: Fields, probe: Probe): Fields {
  const timeout = 'attempt_timeout' in probe ? seconds(probe.attempt_timeout ?? '2s') : 2;
  return {...action, periodSeconds: 1, timeoutSeconds: timeout};
}

export function livenessOf(action: Fields, limits: {interval?: string; failures?: number}): Fields {
  return {
    ...action,
    periodSeconds: seconds(limits.interval ?? '10s'),
    failureThreshold: limits.failures ?? 3,
  };
}

/** A duration in whole seconds, at least one: Kubernetes has no smaller unit. */
export function seconds(duration: string): number {
  return Math.max(1, Math.ceil(parseDuration(duration) / 1000));
}

function execOf(command: readonly string[] | undefined): Fields | undefined {
  return command && {exec: {command}};
}

function commandOf({command}: Healthcheck, argv: TaskExport['argv']): readonly string[] | undefined {
  if (command === undefined) return undefined;
  return argv('command', typeof command === 'string' ? ['sh', '-c', command] : command);
}

/** The request of an `http` probe. Its path is requested from the pod itself, on the only port that the container publishes. */
function httpGet(url: string, ports: readonly number[]): Fields | undefined {
  const [port] = ports;
  return url.startsWith('/') && port !== undefined ? {httpGet: {path: url, port}} : undefined;
}
