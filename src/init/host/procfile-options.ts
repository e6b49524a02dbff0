import {parse} from 'yaml';
import type {ServeTask} from '../../schema/tasks/host.ts';
import {parseEnvFile} from '../../values/env-file.ts';
import {mapOf} from '../plain-map.ts';
import type {HostFolder} from './host-source.ts';

/** The options that foreman and overmind read from files next to a Procfile. */
export interface ProcfileOptions {
  /** The port of the first process. */
  readonly port: number;
  /** The difference to the port of the next process. */
  readonly step: number;
  /** The path of the Procfile. Default: the Procfile that was found. */
  readonly procfile?: string;
  /** Whether a process is started. */
  readonly isStarted: (type: string) => boolean;
  /** Keys of the task for a process. */
  readonly keysOf: (
    type: string,
  ) => Partial<Pick<ServeTask, 'on_exit' | 'restart' | 'stop_signal' | 'grace'>>;
  /** Reports of options without an equivalent. */
  readonly leftOut: readonly string[];
}

export function procfileOptions({dotenv, read}: HostFolder): ProcfileOptions {
  const parsed = parseEnvFile(read('.overmind.env') ?? '');
  const own = 'variables' in parsed ? parsed.variables : {};
  const overmind: Readonly<Record<string, string>> = {...dotenv, ...own};
  const foreman = mapOf(parse(read('.foreman') ?? '{}'));
  const text = (name: string): string | undefined => overmind[`OVERMIND_${name}`];
  const list = (name: string): readonly string[] => (text(name) ?? '').split(',').filter(item => item !== '');
  const has = (name: string, type: string): boolean =>
    list(name).some(item => item === type || item === 'all');
  const procfile = text('PROCFILE') ?? foreman.procfile;
  const signals = new Map(list('STOP_SIGNALS').map(item => item.split('=') as [string, string]));
  return {
    port: Number(text('PORT') ?? foreman.port ?? overmind.PORT ?? 5000),
    step: Number(text('PORT_STEP') ?? 100),
    ...(typeof procfile === 'string' && {procfile}),
    isStarted: type =>
      !has('IGNORED_PROCESSES', type) && (list('PROCESSES').length === 0 || has('PROCESSES', type)),
    keysOf(type) {
      const signal = signals.get(type)?.replace(/^(SIG)?/, 'SIG');
      return {
        ...((has('CAN_DIE', type) || isYes(text('ANY_CAN_DIE'))) && {on_exit: 'ignore' as const}),
        ...(has('AUTO_RESTART', type) && {restart: {attempts: 'unlimited' as const}}),
        ...(signal !== undefined && signal !== 'SIGTERM' && {stop_signal: signal}),
        ...(/^\d+$/.test(text('TIMEOUT') ?? '') && {grace: `${text('TIMEOUT') ?? ''}s`}),
      };
    },
    leftOut: [
      ...Object.keys(overmind)
        .filter(name => name.startsWith('OVERMIND_') && !READ.includes(name.slice('OVERMIND_'.length)))
        .map(
          name => `\`${name}\`: ${MEANINGS[name.slice('OVERMIND_'.length)] ?? 'bottle has no equivalent'}`,
        ),
      ...Object.keys(foreman)
        .filter(name => name !== 'port' && name !== 'procfile')
        .map(
          name => `.foreman: \`${name}\`: ${name === 'formation' ? ONE_OF_EACH : 'bottle has no equivalent'}`,
        ),
    ],
  };
}

const ONE_OF_EACH = 'one process of each line is started';

/** The overmind options that are read, or that only affect its terminal. */
const READ = [
  ...['PROCFILE', 'PORT', 'PORT_STEP', 'IGNORED_PROCESSES', 'PROCESSES', 'STOP_SIGNALS', 'CAN_DIE'],
  ...['ANY_CAN_DIE', 'AUTO_RESTART', 'TIMEOUT', 'COLORS', 'SHOW_TIMESTAMPS', 'SOCKET', 'NETWORK', 'TITLE'],
];

const MEANINGS: Readonly<Record<string, string>> = {
  FORMATION: ONE_OF_EACH,
  FORMATION_PORT_STEP: ONE_OF_EACH,
  NO_PORT: 'each process has its own `PORT`; remove it from `env`',
  SHELL: 'set `shell` of the tasks',
  ROOT: 'commands run in the folder of the launch file; set `cwd`',
  DAEMONIZE: '`bottle up -d` runs in the background',
  ENV: 'name the files under `env_file`',
  SKIP_ENV: 'remove `dotenv`',
};

function isYes(text: string | undefined): boolean {
  return text !== undefined && !/^(|0|false|no|off)$/i.test(text);
}
