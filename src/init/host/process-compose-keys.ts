import {constants} from 'node:os';
import type {ConditionalNeed} from '../../schema/common-task.ts';
import type {RunTask, ServeTask} from '../../schema/tasks/host.ts';
import type {Command} from '../../schema/values.ts';
import {escapeReferences} from '../escape-references.ts';
import {isScalar, mapOf, textsOf, type PlainMap} from '../plain-map.ts';
import {expanded} from './expand-variables.ts';
import {livenessOf, readinessOf} from './process-compose-probes.ts';
import type {ReadKey} from './read-keys.ts';

/** Parts that all processes of a file share. */
export interface FileParts {
  readonly env?: Readonly<Record<string, string>>;
  readonly shell?: string;
  readonly vars?: PlainMap;
}

const nothing = (): object => ({});
const missing =
  (meaning: string): ReadKey<object> =>
  (_, report) => {
    report(meaning);
    return {};
  };

/** The keys of the file next to `processes`. */
export const fileKeys: Readonly<Record<string, ReadKey<FileParts>>> = {
  version: nothing,
  name: nothing,
  environment: value => ({env: environmentOf(value)}),
  vars: value => ({vars: mapOf(value)}),
  shell(value, report) {
    const {shell_command: command, shell_argument: argument = '-c'} = mapOf(value);
    if (argument !== '-c') report(`\`shell_argument: ${String(argument)}\`: commands run with \`-c\``);
    if (typeof command === 'string' && /(^|\/)(sh|bash|dash|ksh|zsh)$/.test(command)) return {shell: command};
    report('bottle runs commands only in `sh`, `bash`, `dash`, `ksh` or `zsh`');
    return {};
  },
  // Views and logs of process-compose itself.
  log_level: nothing,
  log_length: nothing,
  is_strict: nothing,
  is_tui_disabled: nothing,
  disable_env_expansion: nothing,
  ordered_shutdown: nothing,
  log_location: missing('`bottle logs` shows and keeps the output'),
  log_configuration: missing('`bottle logs` shows and keeps the output'),
  env_cmds: missing('run the commands beforehand, or in a `run` task with `outputs`'),
  extends: missing('draft that file as well, and name it in `include`'),
};

/** The context of a process. */
export interface ProcessContext {
  /** The names of tasks by process name. */
  readonly names: ReadonlyMap<string, string>;
  readonly file: FileParts;
  /** Whether the process runs to completion. */
  readonly ends: boolean;
}

/** Parts of the task for a process. */
export type ProcessParts = Partial<Omit<ServeTask, 'serve'> & Omit<RunTask, 'run'>> & {
  readonly command?: Command;
};

/** The keys of a process. */
export function processKeys(
  process: PlainMap,
  {names, file, ends}: ProcessContext,
): Readonly<Record<string, ReadKey<ProcessParts>>> {
  const own = {...file.env, ...environmentOf(process.environment)};
  return {
    command: (value, report) => ({command: commandOf(String(value), {vars: file.vars, own}, report)}),
    entrypoint: value => ({command: textsOf(value).map(word => expanded(word))}),
    working_dir: value => ({cwd: expanded(String(value))}),
    description: value => ({description: escapeReferences(String(value))}),
    environment: value => ({env: environmentOf(value)}),
    env_file: value => ({env_file: expanded(String(value))}),
    namespace: value => ({tags: textsOf(value).filter(tag => tag !== 'default')}),
    depends_on: (value, report) => ({needs: needsOf(mapOf(value), names, report)}),
    readiness_probe: (value, report) => given('ready', readinessOf(mapOf(value), report)),
    liveness_probe: (value, report) => given('liveness', livenessOf(mapOf(value), report)),
    ready_log_line: (value, report) => {
      if (process.readiness_probe !== undefined) report('the `readiness_probe` is used instead');
      return process.readiness_probe === undefined ? {ready: {log: escapePattern(String(value))}} : {};
    },
    availability: (value, report) => availabilityOf(mapOf(value), ends, report),
    shutdown: (value, report) => shutdownOf(mapOf(value), report),
    disabled: nothing,
    is_daemon: nothing,
    disable_ansi_colors: nothing,
    is_dotenv_disabled: nothing,
    is_template_disabled: nothing,
    truncate_log: nothing,
    log_location: missing('`bottle logs` shows and keeps the output'),
    log_configuration: missing('`bottle logs` shows and keeps the output'),
    replicas: (value, report) => {
      if (value !== 1) report('write a task for each, or start several runs');
      return {};
    },
    is_foreground: missing('start it with `bottle run -- command` once everything is ready'),
    is_interactive: missing('start it with `bottle run -- command` once everything is ready'),
    is_tty: missing('commands have no terminal; use a `run` task with `interactive: true`'),
    is_elevated: missing('start bottle as the user that the command needs'),
    schedule: missing('bottle starts a task once; use cron'),
    launch_timeout_seconds: value => (ends ? {timeout: `${String(value)}s`} : {}),
  };
}

/** The variables of `NAME=value` lines. */
function environmentOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    textsOf(value).map(line => {
      const [name = '', ...rest] = line.split('=');
      return [name, expanded(rest.join('='))];
    }),
  );
}

/** In process-compose, `$$` is a `$` for the shell, and variables of the file are Go templates. */
function commandOf(
  text: string,
  {vars, own}: {readonly vars: PlainMap | undefined; readonly own: Readonly<Record<string, string>>},
  report: (meaning: string) => void,
): string {
  const filled = (command: string): string =>
    command.replaceAll(/\{\{\s*\.(\w+)\s*\}\}/g, (found, name: string) =>
      isScalar(vars?.[name]) ? String(vars[name]) : found,
    );
  if (/(?<!\$)\{\{.*\}\}/.test(filled(text))) report('it contains a template, which bottle does not expand');
  // The shell expands the other variables. Variables that the file sets would have different values there.
  return expanded(text, name => Object.hasOwn(own, name), filled);
}

/** A regular expression for a line that contains a text. */
function escapePattern(text: string): string {
  return escapeReferences(text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
}

function given<Key extends keyof ProcessParts>(key: Key, value: ProcessParts[Key] | undefined): ProcessParts {
  return value === undefined ? {} : {[key]: value};
}

function needsOf(
  dependencies: PlainMap,
  names: ReadonlyMap<string, string>,
  report: (meaning: string) => void,
): (string | ConditionalNeed)[] {
  return Object.entries(dependencies).flatMap(([process, need]): (string | ConditionalNeed)[] => {
    const task = names.get(process);
    if (task === undefined) {
      report(`\`${process}\` has no task`);
      return [];
    }
    switch (mapOf(need).condition ?? 'process_started') {
      case 'process_started':
        return [{task, condition: 'started'}];
      case 'process_completed':
        return [{task, condition: 'ended'}];
      case 'process_healthy':
      case 'process_log_ready':
      case 'process_completed_successfully':
        return [task];
      default:
        report(`unknown condition \`${String(mapOf(need).condition)}\``);
        return [task];
    }
  });
}

function availabilityOf(value: PlainMap, ends: boolean, report: (meaning: string) => void): ProcessParts {
  const {restart = 'no', backoff_seconds: backoff = 1, max_restarts: max = 0, ...rest} = value;
  for (const [key, set] of Object.entries(rest))
    if (set === true)
      report(key === 'exit_on_end' ? 'name the task in `until`' : `\`${key}\` has no equivalent`);
  const isRestarted = restart === 'always' || restart === 'on_failure';
  if (ends) {
    if (isRestarted && !(Number(max) > 0)) report('bottle does not retry without a limit; set `retry`');
    const retry = {attempts: Number(max) + 1, delay: `${Math.max(1, Number(backoff))}s`};
    return isRestarted && Number(max) > 0 ? {retry} : {};
  }
  if (!isRestarted) return {on_exit: restart === 'exit_on_failure' ? 'fail' : 'ignore'};
  return {
    on_exit: 'ignore',
    restart: {
      attempts: Number(max) > 0 ? Number(max) : 'unlimited',
      delay: `${Math.max(1, Number(backoff))}s`,
      ...(restart === 'on_failure' && {condition: 'failure'}),
    },
  };
}

function shutdownOf(value: PlainMap, report: (meaning: string) => void): ProcessParts {
  const {command, signal, timeout_seconds: timeout, parent_only: alone, ...rest} = value;
  if (alone === true) report('`parent_only`: bottle stops the whole process group');
  for (const key of Object.keys(rest)) report(`\`${key}\` has no equivalent`);
  const name = Object.entries(constants.signals).find(([, number]) => number === signal)?.[0];
  if (signal !== undefined && name === undefined) report(`unknown signal ${textsOf(signal).join()}`);
  return {
    ...(typeof command === 'string' && {stop: escapeReferences(command)}),
    ...(name !== undefined && name !== 'SIGTERM' && {stop_signal: name}),
    ...(isScalar(timeout) && {grace: `${String(timeout)}s`}),
  };
}
