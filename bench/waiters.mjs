import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {findPeer} from './peers.ts';

const lateServer = fileURLToPath(new URL('late-server.mjs', import.meta.url));

/** The action of each waiter as soon as the server is ready. */
const STAMP = 'date +%s%N >stamp';

/** The ways to get ready, and how each waiter asks for it; a waiter that cannot has none. */
const questions = {
  port: {
    bottle: port => ({port}),
    waitOn: port => `tcp:127.0.0.1:${port}`,
    shell: port => `(exec 3<>/dev/tcp/127.0.0.1/${port}) 2>/dev/null`,
  },
  http: {
    bottle: port => ({http: `http://127.0.0.1:${port}/`}),
    waitOn: port => `http-get://127.0.0.1:${port}/`,
    shell: port => (findPeer('curl') ? `curl -fs -o /dev/null http://127.0.0.1:${port}/` : undefined),
  },
  log: {bottle: () => ({log: '^ready$'}), shell: () => 'grep -qs "^ready$" log'},
  file: {bottle: () => ({file: 'ready'}), waitOn: () => 'file:ready', shell: () => '[ -e ready ]'},
  command: {
    bottle: () => ({command: 'test -e ready'}),
    waitOn: () => 'command:test -e ready',
    shell: () => 'test -e ready',
  },
  notify: {bottle: () => ({notify: {}})},
};

export const ways = Object.keys(questions);

/**
 * Those who can wait for `way`: `command({delayMs, port, folder})` starts the server, waits until it is ready, writes the
 * time to `stamp`, and ends the server.
 */
export function waitersFor(way, {bottle}) {
  const {waitOn, shell} = questions[way];
  const program = findPeer('wait-on');
  const scripts = {
    'wait-on': waitOn && program && (port => `${program} '${waitOn(port)}'`),
    'wait-on, 1 ms': waitOn && program && (port => `${program} -i 1 -w 1 '${waitOn(port)}'`),
    'sleep 1 loop': shell && shell(0) && (port => `until ${shell(port)}; do sleep 1; done`),
  };
  const others = Object.entries(scripts).filter(([, script]) => script);
  return [
    {name: 'bottle', command: given => bottleCommand(way, given, bottle)},
    ...others.map(([name, script]) => ({name, command: given => shellCommand(way, given, script)})),
  ];
}

function bottleCommand(way, {delayMs, port, folder}, bottle) {
  const serve = [process.execPath, lateServer, way, String(delayMs), String(port)];
  const tasks = {
    server: {serve, ready: questions[way].bottle(port)},
    after: {needs: ['server'], run: STAMP},
  };
  writeFileSync(join(folder, 'bottle.yaml'), JSON.stringify({tasks}));
  return [...bottle, 'run', '--until', 'after'];
}

function shellCommand(way, {delayMs, port}, script) {
  const server = `'${process.execPath}' '${lateServer}' ${way} ${delayMs} ${port} >log`;
  return ['bash', '-c', `${server} & ${script(port)} && ${STAMP}; kill $!; wait $! 2>/dev/null; true`];
}
