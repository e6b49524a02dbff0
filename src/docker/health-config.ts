import type {HealthConfig} from 'dockerode';
import type {HealthcheckRequest} from '../places/container-request.ts';

/** The request to the engine. */
export function healthConfig(spec: HealthcheckRequest): HealthConfig {
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
