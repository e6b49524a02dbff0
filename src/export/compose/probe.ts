import type {Probe} from '../../schema/probes.ts';
import type {Healthcheck} from '../../schema/tasks/container-health.ts';
import {hasExpression} from '../../values/template.ts';
import type {Fields} from '../../vocabulary/fields.ts';
import type {TaskExport} from '../task-export.ts';

/** The Compose health check of a container, from its `healthcheck` or an `exec` probe. */
export function composeHealth(exported: TaskExport): Fields {
  const {source} = exported.task;
  if (!('container' in source)) return {};
  const {healthcheck} = source.container;
  if (healthcheck) return fromHealthcheck(healthcheck, exported.inside('container').inside('healthcheck'));
  const probe = probesOf(source.ready).find(isExec);
  return probe ? fromExec(probe, exported.inside('ready')) : {};
}

/** Whether Compose can wait until the container is ready. */
export function hasHealth(exported: TaskExport): boolean {
  const {source} = exported.task;
  return probesOf(source.ready).some(probe => 'health' in probe) || 'healthcheck' in composeHealth(exported);
}

export function probesOf(ready: Probe | Probe[] = []): readonly Probe[] {
  return Array.isArray(ready) ? ready : [ready];
}

type Exec = Extract<Probe, {exec: unknown}>;

function isExec(probe: Probe): probe is Exec {
  return 'exec' in probe;
}

function fromExec(
  {exec, interval = '1s', attempt_timeout = '2s', timeout = '30s'}: Exec,
  {argv}: TaskExport,
): Fields {
  const test = argv('exec', exec);
  const limits = {interval, timeout: attempt_timeout, start_period: timeout};
  return test ? {healthcheck: {test: ['CMD', ...test], ...limits}} : {};
}

/** Writes out bottle's defaults, since those of Compose are slower. */
function fromHealthcheck({disable, command, ...rest}: Healthcheck, {text, argv, lose}: TaskExport): Fields {
  if (disable) return {healthcheck: {disable}};
  const limits = {interval: '1s', timeout: '30s', retries: 30, start_period: '0s', ...rest};
  if (command === undefined) return {healthcheck: limits};
  if (typeof command !== 'string') {
    const words = argv('command', command);
    return words ? {healthcheck: {test: ['CMD', ...words], ...limits}} : {};
  }
  if (hasExpression(command)) {
    lose('command', 'it contains references; use environment variables of the container instead');
    return {};
  }
  return {healthcheck: {test: ['CMD-SHELL', text('command', command)], ...limits}};
}
