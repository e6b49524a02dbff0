import type {LivenessProbe} from '../../schema/liveness.ts';
import type {Probe} from '../../schema/probes.ts';
import {escapeReferences} from '../escape-references.ts';
import {expanded} from './expand-variables.ts';
import {isMap, isScalar, mapOf, type PlainMap} from '../plain-map.ts';

type Report = (meaning: string) => void;

/** A readiness probe. Its timeout is the time after which process-compose considers the process not ready. */
export function readinessOf(probe: PlainMap, report: Report): Probe | undefined {
  const {delay, period, timeout, failures, successes} = limitsOf(probe);
  const limits = {
    timeout: `${delay + period * failures}s`,
    attempt_timeout: `${timeout}s`,
    ...(successes > 1 && {successes}),
  };
  const check = checkOf(probe, report);
  if (!check) return undefined;
  return 'http' in check ? httpProbe(check, limits) : {...check, ...limits};
}

export function livenessOf(probe: PlainMap, report: Report): LivenessProbe | undefined {
  const {period, timeout, failures} = limitsOf(probe);
  const limits = {interval: `${period}s`, attempt_timeout: `${timeout}s`, failures};
  const check = checkOf(probe, report);
  if (!check) return undefined;
  return 'http' in check ? httpProbe(check, limits) : {...check, ...limits};
}

/** The defaults of process-compose's documentation. */
function limitsOf(probe: PlainMap) {
  const number = (key: string, otherwise: number): number => {
    const value = Number(probe[key] ?? otherwise);
    return value > 0 || (key === 'initial_delay_seconds' && value === 0) ? value : otherwise;
  };
  return {
    delay: number('initial_delay_seconds', 0),
    period: number('period_seconds', 10),
    timeout: number('timeout_seconds', 1),
    failures: number('failure_threshold', 3),
    successes: number('success_threshold', 1),
  };
}

type Check = {readonly command: string} | HttpCheck;

interface HttpCheck {
  readonly http: {readonly url: string; readonly status?: number; readonly request_headers?: Headers};
}

type Headers = Record<string, string>;

function checkOf({exec, http_get: get}: PlainMap, report: Report): Check | undefined {
  if (isMap(exec)) {
    if (exec.working_dir !== undefined) report('`exec.working_dir`: the command runs where bottle does');
    return {command: escapeReferences(String(exec.command))};
  }
  if (!isMap(get)) {
    report('expected `exec` or `http_get`');
    return undefined;
  }
  const {host = '127.0.0.1', scheme = 'http', path = '/', port, status_code: status, headers} = get;
  const at = isScalar(port) ? `:${String(port)}` : '';
  const url = `${String(scheme)}://${String(host)}${at}/${String(path).replace(/^\//, '')}`;
  const names = Object.entries(mapOf(headers)).map(([name, value]) => [name, expanded(String(value))]);
  return {
    http: {
      url: expanded(url),
      ...(typeof status === 'number' && {status}),
      ...(names.length > 0 && {request_headers: Object.fromEntries(names) as Headers}),
    },
  };
}

/** An HTTP probe. If `http` is a map, the limits are inside the map. */
function httpProbe<Limits extends object>(
  {http}: HttpCheck,
  limits: Limits,
): ({readonly http: string} & Limits) | {http: HttpCheck['http'] & Limits} {
  return Object.keys(http).length === 1 ? {http: http.url, ...limits} : {http: {...http, ...limits}};
}
