import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createServer} from 'node:net';
import {networkInterfaces} from 'node:os';
import {createInterface} from 'node:readline';
import {describe, expect, onTestFinished, test} from 'vitest';
import {createListenerFinder, type Party} from '../../src/processes/find-listeners.ts';
import {bootAndNamespace, identify} from '../../src/processes/process-identity.ts';
import {newRunId, type TaskName} from '../../src/vocabulary/ids.ts';
import {freePort, listen} from '../support/listen.ts';

/** Listens, and prints pid and port. Written in Python, because Node 20 does not support `reusePort`. */
const SERVER = `
import os, socket, sys, time
server = socket.socket(); server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
server.bind((sys.argv[1], int(sys.argv[2]))); server.listen()
print(os.getpid(), server.getsockname()[1], flush=True); time.sleep(60)`;

interface Server {
  readonly pid: number;
  readonly port: number;
  readonly party: Party;
}

/** Starts the server with an optional prefix command such as `setsid`. The party owns the started process. */
async function serve(
  name: string,
  {host = '127.0.0.1', port = 0, by = [] as string[]} = {},
): Promise<Server> {
  const [program, ...args] = [...by, 'python3', '-c', SERVER, host, String(port)];
  const child = spawn(program, args, {stdio: ['pipe', 'pipe', 'inherit'], detached: true});
  const printed = once(createInterface(child.stdout), 'line') as Promise<[string]>;
  const identity = await identify(child.pid ?? 0);
  // Releases a shell that waits until its process is identified.
  child.stdin.write('go\n');
  const [line] = await printed;
  const [pid = 0, actual = 0] = line.split(' ').map(Number);
  onTestFinished(() => {
    child.kill('SIGKILL');
    if (pid !== child.pid) process.kill(pid, 'SIGKILL');
  });
  const started = identity ? [{...identity, ...(await bootAndNamespace()), group: true}] : [];
  return {pid, port: actual, party: party(name, {started})};
}

const RUN = newRunId(new Date(0), 'r123');

function party(task: string, parts: Partial<Party> = {}): Party {
  return {run: RUN, task: task as TaskName, started: [], published: [], ...parts};
}

describe.skipIf(process.platform !== 'linux')('the owner of a listener', () => {
  const find = createListenerFinder();
  const local = (port: number) => ({address: '127.0.0.1', port});

  test('is the party with its process', async () => {
    const {port, party: web} = await serve('web');
    expect(await find(local(port), [party('db'), web])).toEqual([{by: 'task', task: 'web'}]);
  });

  test('is the party with an ancestor of its process, even in another session', async () => {
    const {port, party: web} = await serve('web', {by: ['sh', '-c', 'setsid "$@"; exit', '-']});
    expect(await find(local(port), [web])).toEqual([{by: 'task', task: 'web'}]);
  });

  test('is the party whose group contains its process, even if the leader is gone', async () => {
    const {port, party: web} = await serve('web', {by: ['sh', '-c', 'read -r line; "$@" & exit', '-']});
    expect(await find(local(port), [web])).toEqual([{by: 'task', task: 'web'}]);
  });

  test('is another process, with its pid and its command up to the first option', async () => {
    const {port, pid} = await serve('web');
    expect(await find(local(port), [party('web')])).toEqual([{by: 'process', title: `python3 (pid ${pid})`}]);
  });

  test('is the party whose mark it carries, without any other relation', async () => {
    const mark = ['env', `BOTTLE_RUN=${RUN}`, 'BOTTLE_TASK=web'];
    const {port, pid} = await serve('web', {by: mark});
    expect(await find(local(port), [party('web')])).toEqual([{by: 'task', task: 'web'}]);
    expect(await find(local(port), [party('db')])).toEqual([
      {by: 'process', title: `python3 (pid ${pid}, task \`web\` of run ${RUN})`},
    ]);
  });

  test('is every process that shares the port', async () => {
    const [web, other] = [await serve('web'), await serve('other')];
    const third = await serve('third', {port: web.port});
    expect(other.port).not.toBe(web.port);
    expect(await find(local(web.port), [web.party])).toEqual([
      {by: 'task', task: 'web'},
      {by: 'process', title: `python3 (pid ${third.pid})`},
    ]);
    expect(await find(local(web.port), [web.party, third.party])).toHaveLength(2);
  });

  test('does not exist if nothing listens, or for an address of another machine', async () => {
    expect(await find(local(await freePort()), [])).toEqual([]);
    const port = await listen(createServer(), {host: '0.0.0.0'});
    expect(await find({address: '192.0.2.1', port}, [])).toEqual([]);
    expect(await find(local(port), [])).toHaveLength(1);
  });

  test('is found for every address of this machine if the server listens on all of them', async () => {
    const {port, party: web} = await serve('web', {host: '0.0.0.0'});
    const own = Object.values(networkInterfaces()).flatMap(all => all ?? []);
    const addresses = own.filter(({family}) => family === 'IPv4').map(({address}) => address);
    for (const address of [...addresses, '127.9.9.9', '0.0.0.0'])
      expect(await find({address, port}, [web])).toEqual([{by: 'task', task: 'web'}]);
  });

  test('is another server for the same port on another address', async () => {
    const {port, party: web} = await serve('web', {host: '127.0.0.2'});
    const {pid} = await serve('other', {host: '127.0.0.3', port});
    expect(await find({address: '127.0.0.2', port}, [web])).toEqual([{by: 'task', task: 'web'}]);
    expect(await find({address: '127.0.0.3', port}, [web])).toEqual([
      {by: 'process', title: `python3 (pid ${pid})`},
    ]);
  });

  test.each([
    ['on this address', '127.0.0.1', '127.0.0.1'],
    ['on all addresses', '0.0.0.0', '127.0.0.5'],
  ])('is the party that published the port %s', async (_what, host, address) => {
    const {port} = await serve('proxy', {host});
    const published = [{address: '127.0.0.1', port}];
    expect(await find({address, port}, [party('db', {published})])).toEqual([{by: 'task', task: 'db'}]);
  });

  test('is not the party that published the same port on another address', async () => {
    const {port, pid} = await serve('other', {host: '127.0.0.2'});
    const published = [{address: '127.0.0.1', port}];
    expect(await find({address: '127.0.0.2', port}, [party('db', {published})])).toEqual([
      {by: 'process', title: `python3 (pid ${pid})`},
    ]);
  });
});
