import type {HealthcheckRequest} from '../../places/container-request.ts';
import type {Healthcheck} from '../../schema/tasks/container-health.ts';
import type {Values} from '../../values/value-source.ts';
import {parseDuration} from '../../vocabulary/duration.ts';

export function resolveHealthcheck(source: Healthcheck, values: Values): HealthcheckRequest {
  // 0 keeps the value of the image's check.
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
): Pick<HealthcheckRequest, 'test' | 'env'> {
  if (disable) return {test: ['NONE'], env: {}};
  if (source === undefined) return {test: [], env: {}};
  const command = values.command(source);
  return command.form === 'shell'
    ? {test: ['CMD-SHELL', command.script], env: command.values}
    : {test: ['CMD', ...command.argv], env: {}};
}
