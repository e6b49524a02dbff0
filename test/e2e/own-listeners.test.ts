import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createServer} from 'node:http';
import {describe, expect, onTestFinished, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';
import {freePort, listen} from '../support/listen.ts';

/**
 * A server that answers with its first argument. It listens on the given host and port, after reading the file `gate`
 * if given.
 */
const SERVER = `
const {readFileSync} = require('node:fs');
const {createServer} = require('node:http');
const [name, host, port, gate] = process.argv.slice(2);
if (gate) readFileSync(gate);
const server = createServer((request, response) => response.end(name));
server.on('error', error => console.log(error.code));
server.listen(Number(port), host, () => console.log('listening'));
`;

async function rigWith(launchFile: string) {
  const rig = await launchRig(launchFile);
  await rig.write('server.cjs', SERVER);
  return rig;
}

/** Starts a server in this process, which bottle did not start. */
async function stranger(host = '127.0.0.1'): Promise<number> {
  return await listen(
    createServer((_request, response) => response.end('stranger')),
    {host},
  );
}

/** Starts a foreign server on a given port. */
async function strangerOn(port: number): Promise<number> {
  const child = spawn('node', ['-e', SERVER, '-', 'stranger', '127.0.0.1', String(port)], {stdio: 'pipe'});
  onTestFinished(() => void child.kill());
  await once(child.stdout, 'data');
  return child.pid ?? 0;
}

describe.skipIf(process.platform !== 'linux')('a foreign listener', () => {
  test.each([
    ['http', (port: number) => `http: "http://127.0.0.1:${port}/"`],
    ['port', (port: number) => `port: ${port}`],
    ['port, on all addresses', (port: number) => `port: ${port}`, '::'],
    ['http, in its long form', (port: number) => `http: {url: "http://localhost:${port}/x"}`],
  ])('prevents the start of a task on the same port: %s', async (_what, probe, host?: string) => {
    const port = await stranger(host);
    const rig = await rigWith(`
      tasks:
        web: {serve: [touch, started], ready: {${probe(port)}}}
        test: {needs: [web], run: touch tested}
    `);
    const {code, stderr} = await rig.run().ended();
    expect(stderr.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(
        new RegExp(
          String.raw`^error: task \`web\` cannot listen on 127.0.0.1:${port}: it is in use by process .+ \(pid ${process.pid}\)$`,
        ),
      ),
      '  stop it or choose another port; to accept it, set `any_owner: true` in the probe',
    ]);
    expect(code).toBe(1);
    await expect(rig.read('started')).rejects.toThrow('ENOENT');
    await expect(rig.read('tested')).rejects.toThrow('ENOENT');
  });

  test.each([
    ['http', (port: number) => `http: "http://localhost:${port}/"`],
    ['port', (port: number) => `port: ${port}`],
  ])('does not satisfy the probe of a task that is starting: %s', async (_what, probe) => {
    const port = await freePort();
    const rig = await rigWith(`
      tasks:
        web: {serve: [node, server.cjs, mine, 127.0.0.1, "${port}", gate], ready: {${probe(port)}}}
        test: {needs: [web], run: touch tested}
    `);
    await rig.gate('gate');
    const launch = rig.run();
    await launch.event('probe-attempted', 'web');
    const pid = await strangerOn(port);
    const {code, stderr} = await launch.ended();
    expect(stderr.split('\n').slice(0, 3)).toEqual([
      expect.stringMatching(/^error: task `web` cannot become ready: waited for/),
      `  last result: answered by process node (pid ${pid}), not by this task or its dependencies`,
      '  stop it or choose another port; to accept it, set `any_owner: true` in the probe',
    ]);
    expect(code).toBe(1);
    await expect(rig.read('tested')).rejects.toThrow('ENOENT');
  });

  test('satisfies probes with `any_owner: true` and those of a `wait` task', async () => {
    const port = await stranger();
    const rig = await rigWith(`
      tasks:
        web: {serve: sleep 600, ready: {port: ${port}, any_owner: true}}
        api: {serve: sleep 600, ready: {http: "http://127.0.0.1:${port}/", any_owner: true}}
        app: {serve: sleep 600, ready: {http: {url: "http://127.0.0.1:${port}/", any_owner: true}}}
        other: {wait: {}, ready: [{port: ${port}}, {http: "http://127.0.0.1:${port}/"}]}
        done: {needs: [web, api, app, other], run: "true"}
      until: done
    `);
    expect(await rig.run().ended()).toMatchObject({code: 0, stderr: ''});
  });

  test('on another address with the same port is ignored', async () => {
    const port = await stranger('127.0.0.2');
    const rig = await rigWith(`
      tasks:
        web: {serve: [node, server.cjs, mine, 127.0.0.3, "${port}"], ready: {port: "127.0.0.3:${port}"}}
        done: {needs: [web], run: "true"}
      until: done
    `);
    expect(await rig.run().ended()).toMatchObject({code: 0, stderr: ''});
  });

  test('is reported by task name if it belongs to a task that is not needed', async () => {
    const port = await freePort();
    const rig = await rigWith(`
      tasks:
        admin: {serve: [node, server.cjs, admin, 127.0.0.1, "${port}"], ready: {log: listening}}
        web: {serve: [node, server.cjs, web, 127.0.0.1, "${port}", gate], ready: {port: ${port}}}
    `);
    await rig.gate('gate');
    const {code, stderr} = await rig.run().ended();
    expect(stderr).toMatch(/^error: task `web` cannot .*task `admin`/s);
    expect(code).toBe(1);
  });
});

describe('a listener of the task itself', () => {
  test('may belong to any process that the task started', async () => {
    const port = await freePort();
    const rig = await rigWith(`
      tasks:
        web:
          serve: setsid node server.cjs mine 127.0.0.1 ${port} & wait
          ready: [{port: ${port}}, {http: "http://localhost:${port}/"}]
        test: {needs: [web], run: [node, -e, "fetch('http://127.0.0.1:${port}/').then(async r => console.log(await r.text()))"]}
      until: test
    `);
    const launch = rig.run();
    expect(await launch.ended()).toMatchObject({code: 0, stderr: ''});
    expect(await launch.event('task-output', 'test')).toMatchObject({line: 'mine'});
  });

  test('may belong to a task that it needs, directly or not, such as a gateway', async () => {
    const port = await freePort();
    const rig = await rigWith(`
      tasks:
        gateway: {serve: [node, server.cjs, gateway, 127.0.0.1, "${port}"], ready: {port: ${port}}}
        routes: {needs: [gateway], run: "true"}
        app: {needs: [routes], serve: sleep 600, ready: {http: "http://127.0.0.1:${port}/app"}}
        done: {needs: [app], run: "true"}
      until: done
    `);
    expect(await rig.run().ended()).toMatchObject({code: 0, stderr: ''});
  });

  test('does not prevent a restart', async () => {
    const port = await freePort();
    const rig = await rigWith(`
      tasks:
        web:
          serve: node server.cjs mine 127.0.0.1 ${port} & read -r line < end; exit 3
          ready: {port: ${port}}
          restart: {attempts: 1, delay: 1ms}
    `);
    const end = await rig.gate('end');
    const launch = rig.run();
    await launch.event('run-ready');
    end.open();
    await launch.event(() => launch.events.filter(({type}) => type === 'task-ready').length === 2);
    launch.signal('SIGINT');
    expect((await launch.ended()).code).toBe(130);
  });
});
