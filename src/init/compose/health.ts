import type {Healthcheck} from '../../schema/tasks/container-health.ts';
import {textsOf} from '../plain-map.ts';
import type {Section} from './section.ts';
import {duration, flag, hasVariable, milliseconds, whole, withoutGaps} from './values.ts';
import {asReferences} from './variables.ts';

/** A service's health check. */
export interface ComposeHealth {
  /** Absent if the service does not define one. */
  readonly healthcheck?: Healthcheck;
  /** The maximum time until Docker reports the container as healthy or unhealthy. */
  readonly deadline: string;
}

/** Docker's own values. */
const DEFAULTS = {interval: '30s', timeout: '30s', retries: 3} as const;

export function composeHealth(service: Section): ComposeHealth {
  const section = service.within('healthcheck');
  const isOff = section.fixed('disable', flag) ?? false;
  const test = section.read('test', testOf);
  const startPeriod = section.fixed('start_period', duration);
  const given = withoutGaps<Healthcheck>({
    interval: section.fixed('interval', duration),
    timeout: section.fixed('timeout', duration),
    // 0 also means Docker's default.
    retries: section.fixed('retries', value => (whole(value) === 0 ? DEFAULTS.retries : whole(value))),
    start_period: startPeriod,
    start_interval: section.fixed('start_interval', duration),
  });
  const {interval, retries} = {...DEFAULTS, ...given};
  const deadline =
    duration(
      `${(milliseconds(startPeriod ?? '0s') ?? 0) + (milliseconds(interval) ?? 0) * (retries + 1)}ms`,
    ) ?? '';
  if (isOff || test?.length === 0) return {healthcheck: {disable: true}, deadline};
  if (test !== undefined) return {healthcheck: {command: test, ...DEFAULTS, ...given}, deadline};
  return {...(Object.keys(given).length > 0 && {healthcheck: given}), deadline};
}

/**
 * A string runs in the shell, as does a list that starts with `CMD-SHELL`. Compose expands variables before the shell parses the
 * command, wherever they are. A list has the same effect in a launch file.
 */
function testOf(value: unknown): string | string[] | undefined {
  const [how, ...rest] = Array.isArray(value) ? textsOf(value) : ['CMD-SHELL', String(value)];
  if (how === 'NONE') return [];
  if (how === 'CMD') return rest.length > 0 ? rest.map(asReferences) : undefined;
  if (how !== 'CMD-SHELL') return undefined;
  const script = rest.join(' ');
  return hasVariable(script) ? ['/bin/sh', '-c', asReferences(script)] : asReferences(script);
}
