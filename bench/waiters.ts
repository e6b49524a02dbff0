import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {findPeer} from './peers.ts';
import type {Command} from './processes.ts';

const lateServer = fileURLToPath(new URL('late-server.mjs', import.meta.url));

export type Way = 'port' | 'http' | 'http 503' | 'log' | 'file' | 'command' | 'notify';

/** The command that each waiter runs as soon as the server is ready. The shell writes to the pipe itself, without another program. */
const STAMP = 'echo >stamp';

/** How each waiter checks that a server is ready; absent if the waiter does not support it. */
interface Question {
  bottle(port: number): unknown;
  waitOn?(port: number): string;
  shell?(port: number): string | undefined;
}

const http: Question = {
  bottle: port => ({http: `http://127.0.0.1:${port}/`}),
  waitOn: port => `http-get://127.0.0.1:${port}/`,
  shell: port => (findPeer('curl') ? `curl -fs -o /dev/null http://127.0.0.1:${port}/` : undefined),
};

/** The ways to become ready. With `http`, a server starts to listen late; with `http 503`, it listens from its start. */
const questions: Readonly<Record<Way, Question>> = {
  port: {
    bottle: port => ({port}),
    waitOn: port => `tcp:127.0.0.1:${port}`,
    shell: port => `(exec 3<>/dev/tcp/127.0.0.1/${port}) 2>/dev/null`,
  },
  http,
  'http 503': http,
  log: {bottle: () => ({log: '^ready$'}), shell: () => 'grep -qs "^ready$" log'},
  file: {bottle: () => ({file: 'ready'}), waitOn: () => 'file:ready', shell: () => '[ -e ready ]'},
  command: {
    bottle: () => ({command: 'test -e ready'}),
    waitOn: () => 'command:test -e ready',
    shell: () => 'test -e ready',
  },
  notify: {bottle: () => ({notify: {}})},
};

export const ways = Object.keys(questions) as readonly Way[];

export interface Waiter {
  readonly name: string;
  /** Starts the server, waits until it is ready, writes to the named pipe `stamp`, and ends the server. */
  command(server: LateServer): Command;
}

interface LateServer {
  /** The delay from its start until it becomes ready. */
  readonly delayMs: number;
  readonly port: number;
  readonly folder: string;
}

/** The waiters that support `way`. */
export function waitersFor(way: Way, bottle: Command): readonly Waiter[] {
  return [
    {name: 'bottle', command: server => bottleCommand(way, server, bottle)},
    ...processComposeFor(way),
    ...Object.entries(scriptsFor(questions[way])).flatMap(([name, script]) =>
      script ? [{name, command: (server: LateServer) => shellCommand(way, server, script)}] : [],
    ),
  ];
}

/** A shell script that waits until the server on a port is ready. */
type Script = (port: number) => string;

function scriptsFor({waitOn, shell}: Question): Readonly<Record<string, Script | undefined>> {
  const program = findPeer('wait-on');
  const byWaitOn = (options: string): Script | undefined =>
    waitOn && program ? port => `${program} ${options}'${waitOn(port)}'` : undefined;
  return {
    'wait-on': byWaitOn(''),
    'wait-on, 1 ms': byWaitOn('-i 1 -w 1 '),
    'sleep 1 loop': shell?.(0) ? port => `until ${shell(port) ?? ''}; do sleep 1; done` : undefined,
  };
}

function bottleCommand(way: Way, {delayMs, port, folder}: LateServer, bottle: Command): Command {
  const serve = [process.execPath, lateServer, way, String(delayMs), String(port)];
  const tasks = {
    server: {serve, ready: questions[way].bottle(port)},
    after: {needs: ['server'], run: STAMP},
  };
  writeFileSync(join(folder, 'bottle.yaml'), JSON.stringify({tasks}));
  return [...bottle, 'run', '--until', 'after'];
}

/** process-compose; it probes at most once a second. */
function processComposeFor(way: Way): readonly Waiter[] {
  const program = findPeer('process-compose');
  const readiness = READINESS[way];
  if (program === undefined || readiness === undefined) return [];
  return [
    {
      name: 'process-compose',
      command: ({delayMs, port, folder}) => {
        const {condition, ...keys} = readiness(port);
        const server = {
          command: `'${process.execPath}' '${lateServer}' '${way}' ${delayMs} ${port}`,
          ...keys,
        };
        const after = {
          ...{command: STAMP, depends_on: {server: {condition}}},
          availability: {exit_on_end: true},
        };
        const file = {version: '0.5', processes: {server, after}};
        writeFileSync(join(folder, 'process-compose.yaml'), JSON.stringify(file));
        return [program, 'up', '-t=false', '--no-server'];
      },
    },
  ];
}

/** The keys of the server, and the condition for its dependents, in the format of process-compose. */
const READINESS: Partial<Record<Way, (port: number) => {readonly condition: string}>> = {
  port: port => ({
    condition: 'process_healthy',
    readiness_probe: {
      ...{exec: {command: `bash -c '(exec 3<>/dev/tcp/127.0.0.1/${port}) 2>/dev/null'`}},
      ...{period_seconds: 1, failure_threshold: 100},
    },
  }),
  http: port => ({
    condition: 'process_healthy',
    readiness_probe: {
      ...{http_get: {host: '127.0.0.1', scheme: 'http', port, path: '/'}},
      ...{period_seconds: 1, failure_threshold: 100},
    },
  }),
  log: () => ({condition: 'process_log_ready', ready_log_line: 'ready'}),
};

function shellCommand(way: Way, {delayMs, port}: LateServer, script: Script): Command {
  const server = `'${process.execPath}' '${lateServer}' '${way}' ${delayMs} ${port} >log`;
  return ['bash', '-c', `${server} & ${script(port)} && ${STAMP}; kill $!; wait $! 2>/dev/null; true`];
}
