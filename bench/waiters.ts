import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {findPeer} from './peers.ts';
import type {Command} from './processes.ts';

const lateServer = fileURLToPath(new URL('late-server.mjs', import.meta.url));

type Way = 'port' | 'http' | 'http 503' | 'log' | 'file' | 'command' | 'notify';

/** The action of each waiter as soon as the server is ready. */
const STAMP = 'date +%s%N >stamp';

/** How each waiter asks whether a server is ready; a waiter that cannot has none. */
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

/** The ways to get ready. A server of `http` begins to listen, one of `http 503` has listened from its start. */
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
  /** Starts the server, waits until it is ready, writes the time to `stamp`, and ends the server. */
  command(server: LateServer): Command;
}

interface LateServer {
  /** How long after its start it becomes ready. */
  readonly delayMs: number;
  readonly port: number;
  readonly folder: string;
}

/** Those who can wait for `way`. */
export function waitersFor(way: Way, bottle: Command): readonly Waiter[] {
  return [
    {name: 'bottle', command: server => bottleCommand(way, server, bottle)},
    ...Object.entries(scriptsFor(questions[way])).flatMap(([name, script]) =>
      script ? [{name, command: (server: LateServer) => shellCommand(way, server, script)}] : [],
    ),
  ];
}

/** Waits in a shell until what listens on the port is ready. */
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

function shellCommand(way: Way, {delayMs, port}: LateServer, script: Script): Command {
  const server = `'${process.execPath}' '${lateServer}' '${way}' ${delayMs} ${port} >log`;
  return ['bash', '-c', `${server} & ${script(port)} && ${STAMP}; kill $!; wait $! 2>/dev/null; true`];
}
