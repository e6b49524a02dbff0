import {resolve} from 'node:path';
import {sourceFileOf} from '../../model/launch-file.ts';
import type {CommonTask} from '../../schema/common-task.ts';
import type {RunTask, ServeTask} from '../../schema/tasks/host.ts';
import {parseDuration} from '../../vocabulary/duration.ts';
import {constantValue, type Dialect} from '../static-text.ts';
import {handledElsewhere, lost, type KeyReport, type KeyTable} from '../key-table.ts';
import type {Fields} from '../../vocabulary/fields.ts';
import {unknownReference, type TaskExport} from '../task-export.ts';
import {unitCommand} from './command.ts';
import {plainValue, quoteVariable} from './quote.ts';
import type {UnitLine} from './unit.ts';

type Context = TaskExport & {readonly dialect: Dialect; readonly shell: string};

const unit = (...lines: readonly UnitLine[]): Fields => ({unit: lines});
const service = (...lines: readonly UnitLine[]): Fields => ({service: lines});

const commonKeys: KeyTable<CommonTask, Context> = {
  // Exported from the edges, which include references.
  needs: handledElsewhere,
  // A loaded task already has the keys of the tasks that it extends.
  extends: handledElsewhere,
  description: text => unit(['Description', plainValue(text)]),
  env: (env, {key, map}) =>
    service(...Object.entries(map(key, env)).map(([name, value]) => variable(name, value))),
  env_file: (files, {task, text}) =>
    service(
      ...(typeof files === 'string' ? [files] : files).flatMap((file): readonly UnitLine[] => {
        const {path, required = true} = typeof file === 'string' ? {path: file} : file;
        const written = text('env_file', path);
        if (written === undefined) return [];
        return [
          [
            'EnvironmentFile',
            `${required ? '' : '-'}${plainValue(resolve(sourceFileOf(task).dir, written))}`,
          ],
        ];
      }),
    ),
  ready: lost(
    'systemd considers a service started once its process runs; set `Type=notify` if the program supports it',
  ),
  timeout: limit => service(['TimeoutStartSec', seconds(limit)]),
  wait_timeout: limit => unit(['JobTimeoutSec', seconds(limit)]),
  allow_failure: lost('units that require a failed unit do not start; use `Wants=` in them'),
  on_dependency_restart: lost('a unit is restarted along with the units that it requires'),
  retry: lost('set `Restart=on-failure`; units that wait for it still fail immediately'),
  if(condition, {lose, dialect}) {
    if (constantValue(condition, dialect) === undefined)
      lose('systemd supports only conditions about the machine, such as `ConditionPathExists=`');
    return {};
  },
  tags: lost('enable the units that you want individually'),
  secret_outputs: lost('the systemd journal does not mask output'),
  watch: lost('add a `.path` unit'),
};

export const serveKeys: KeyTable<ServeTask, Context> = {
  ...commonKeys,
  serve: (command, context) => service(['Type', 'exec'], ...commandLines('ExecStart', command, context)),
  cwd: handledElsewhere,
  shell: handledElsewhere,
  stdin: (stdin, {lose}) => {
    if (stdin !== 'empty') lose('the standard input of a unit is empty');
    return {};
  },
  stop: (command, context) => service(...commandLines('ExecStop', command, context)),
  stop_signal: signal => service(['KillSignal', signal]),
  grace: grace => service(['TimeoutStopSec', seconds(grace)]),
  restart({attempts, delay = '1s', backoff = 1, condition = 'any'}, {lose}) {
    if (backoff !== 1)
      lose('`backoff`: set `RestartSteps=` and `RestartMaxDelaySec=` (systemd 254 or newer)');
    const burst = attempts === 'unlimited' ? 0 : attempts + 1;
    return {
      ...service(['Restart', condition === 'any' ? 'always' : 'on-failure'], ['RestartSec', seconds(delay)]),
      ...unit(['StartLimitBurst', String(burst)], ['StartLimitIntervalSec', burst === 0 ? '0' : '1h']),
    };
  },
  on_exit: (effect, {lose}) => {
    if (effect === 'fail') lose('the other units keep running');
    return {};
  },
  liveness: lost('systemd has only a watchdog that the program must notify, `WatchdogSec=`'),
};

export const runKeys: KeyTable<RunTask, Context> = {
  ...commonKeys,
  run: (command, context) =>
    service(['Type', 'oneshot'], ['RemainAfterExit', 'yes'], ...commandLines('ExecStart', command, context)),
  cwd: handledElsewhere,
  shell: handledElsewhere,
  outputs: lost('a unit has no outputs; write a file that the others read'),
  sources: lost('the command runs at each start'),
  generates: handledElsewhere,
  interactive: lost('a unit has no terminal'),
  stdin: serveKeys.stdin,
  undo: (command, context) => service(...commandLines('ExecStop', command, context)),
  grace: grace => service(['TimeoutStopSec', seconds(grace)]),
};

/** The working directory of the command, since the default of systemd is the root directory. */
export function placeLines(
  {cwd = '.'}: {readonly cwd?: string},
  {task, text}: TaskExport,
): readonly UnitLine[] {
  const written = text('cwd', cwd);
  return written === undefined
    ? []
    : [['WorkingDirectory', plainValue(resolve(sourceFileOf(task).dir, written))]];
}

function commandLines(
  name: 'ExecStart' | 'ExecStop',
  command: ServeTask['serve'],
  {dialect, shell, lose}: Context & KeyReport,
): readonly UnitLine[] {
  const written = unitCommand(command, shell, dialect);
  if ('without' in written) {
    lose(unknownReference(written.without));
    return [];
  }
  return [
    ...written.environment.map((assignment): UnitLine => ['Environment', assignment]),
    [name, written.line],
  ];
}

function variable(name: string, value: string): UnitLine {
  return ['Environment', quoteVariable(name, value)];
}

function seconds(duration: string): string {
  return `${parseDuration(duration)}ms`;
}
