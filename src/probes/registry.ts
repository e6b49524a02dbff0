import type {Probe as ProbeSource, ProbeLimits} from '../schema/probes.ts';
import type {Values} from '../values/value-source.ts';
import {parseDuration} from '../vocabulary/duration.ts';
import {commandProbe} from './command.ts';
import {echoProbe} from './echo.ts';
import {execProbe} from './exec.ts';
import {fileProbe} from './file.ts';
import {healthProbe} from './health.ts';
import {httpProbe} from './http.ts';
import {defaultLimits, type Limits} from '../polling/limits.ts';
import {logProbe} from './log.ts';
import {notifyProbe} from './notify.ts';
import {portProbe} from './port.ts';
import type {Probe} from '../polling/probe.ts';
import type {HostEndpoint, ProbeKind, ProbeName, ProbeSourceOf, ProbeDependencies} from './kind.ts';
import type {ProbeTargetName, ProbeTarget} from './subject.ts';

export type {ProbeDependencies} from './kind.ts';

const kinds: {readonly [Name in ProbeName]: ProbeKind<ProbeSourceOf<Name>>} = {
  port: portProbe,
  http: httpProbe,
  log: logProbe,
  file: fileProbe,
  command: commandProbe,
  notify: notifyProbe,
  health: healthProbe,
  echo: echoProbe,
  exec: execProbe,
};

/** Creates a probe from the launch file, along with its limits. */
export function createProbe(
  source: ProbeSource,
  dependencies: ProbeDependencies,
): {readonly probe: Probe; readonly limits: Limits} {
  const limits = limitsOf(source);
  const probe = {
    description: describeProbe(source, dependencies.values),
    ...kindOf(source).create(source, {...dependencies, limits}),
  };
  return {probe, limits};
}

/** The description of a probe, as in "waiting for …"; also for plans. */
export function describeProbe(source: ProbeSource, values: Values): string {
  return kindOf(source).describe(source, values);
}

/** The target of a probe in its task; `undefined` if the probe needs no target, or if the target is known only during the run. */
export function probeTargetOf(source: ProbeSource): ProbeTargetName | undefined {
  return kindOf(source).probeTarget(source);
}

/** The endpoint where a process of the task should listen; `undefined` if the probe opens no connection or any process may answer. */
export function ownEndpoint(
  source: ProbeSource,
  values: Values,
  subject: ProbeTarget,
): HostEndpoint | undefined {
  return kindOf(source).ownEndpoint?.(source, values, subject);
}

/** The limits of a probe, with defaults. */
export function limitsOf(source: ProbeSource): Limits {
  const {timeout, attempt_timeout, successes, interval}: ProbeLimits = kindOf(source).limits(source);
  return {
    timeoutMs: timeout === undefined ? defaultLimits.timeoutMs : parseDuration(timeout),
    attemptTimeoutMs:
      attempt_timeout === undefined ? defaultLimits.attemptTimeoutMs : parseDuration(attempt_timeout),
    successes: successes ?? defaultLimits.successes,
    ...(interval !== undefined && {intervalMs: parseDuration(interval)}),
  };
}

/** The kind of a readiness or liveness probe: the one key of its source that names a kind. */
export function probeName(source: object): ProbeName {
  const name = (Object.keys(kinds) as ProbeName[]).find(each => each in source);
  if (name === undefined) throw new Error(`no probe has the keys ${Object.keys(source).join(', ')}`);
  return name;
}

function kindOf(source: ProbeSource): ProbeKind<ProbeSource> {
  return kinds[probeName(source)];
}
