import type {HealthConfig} from 'dockerode';
import type {Healthcheck} from '../../schema/tasks/container-health.ts';
import type {Values} from '../../values/value-source.ts';
import {parseDuration} from '../../vocabulary/duration.ts';

/** A health check as the engine takes it. */
export interface HealthcheckSpec {
  /** Empty: that of the image. */
  readonly test: readonly string[];
  /** Variables that the check's references became. */
  readonly env: Readonly<Record<string, string>>;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly startPeriodMs: number;
  readonly startIntervalMs?: number;
}

export function resolveHealthcheck(source: Healthcheck, values: Values): HealthcheckSpec {
  // 0 is the value of the image's check.
  const isOfImage = source.command === undefined;
  const {
    interval = isOfImage ? '0s' : '1s',
    timeout = isOfImage ? '0s' : '30s',
    retries = isOfImage ? 0 : 30,
    start_period = '0s',
    start_interval,
  } = source;
  return {
    ...testOf(source, values),
    intervalMs: parseDuration(interval),
    timeoutMs: parseDuration(timeout),
    retries,
    startPeriodMs: parseDuration(start_period),
    ...(start_interval !== undefined && {startIntervalMs: parseDuration(start_interval)}),
  };
}

function testOf(
  {command: source, disable = false}: Healthcheck,
  values: Values,
): Pick<HealthcheckSpec, 'test' | 'env'> {
  if (disable) return {test: ['NONE'], env: {}};
  if (source === undefined) return {test: [], env: {}};
  const command = values.command(source);
  return command.form === 'shell'
    ? {test: ['CMD-SHELL', command.script], env: command.values}
    : {test: ['CMD', ...command.argv], env: {}};
}

/** The request to the engine. */
export function healthConfig(spec: HealthcheckSpec): HealthConfig {
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
