import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {connectControl} from '../../src/control/client.ts';
import type {ControlProblem} from '../../src/control/control-error.ts';
import {PROTOCOL_VERSION, SOCKET} from '../../src/control/protocol.ts';
import {deferred} from '../support/deferred.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';
import {within} from '../support/within.ts';
import {controlRig, serverHello} from './control-rig.ts';

async function problemOf(failed: Promise<unknown>): Promise<ControlProblem> {
  const error = (await failed.then(
    () => undefined,
    (reason: unknown) => reason,
  )) as {readonly problem: ControlProblem};
  return error.problem;
}

/** A server that sends `lines` to each client after its first message. */
async function standIn(lines: readonly object[]): Promise<string> {
  const dir = await temporaryDirectory();
  const server = createServer(socket => {
    socket.once('data', () => socket.write(lines.map(line => `${JSON.stringify(line)}\n`).join('')));
    socket.on('error', () => undefined);
  });
  server.listen(join(dir, SOCKET));
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return dir;
}

test('reports which run it is connected to', async () => {
  const client = await (await controlRig()).connect();
  expect(client.server).toEqual(serverHello);
});

test('matches each answer to its request', async () => {
  const {promise, resolve} = deferred<object>();
  const client = await (await controlRig({wait: async () => await promise})).connect();
  const slow = client.request('wait', {});
  expect(await client.request('echo', {text: 'fast'})).toEqual({text: 'fast'});
  resolve({waited: true});
  expect(await slow).toEqual({waited: true});
});

test('reports that a run without a socket, or with a killed process, is not running', async () => {
  const dir = await temporaryDirectory();
  const connect = async () => await connectControl(dir, {bottle: '0.1.0'});
  expect(await problemOf(connect())).toEqual({why: 'not-running'});
  const program = `require('node:net').createServer().listen(process.argv[1], () => console.log('up'))`;
  const child = spawn(process.execPath, ['-e', program, join(dir, SOCKET)]);
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await problemOf(connect())).toEqual({why: 'not-running'});
  expect(await problemOf(connectControl(join(dir, 'none'), {bottle: '0.1.0'}))).toEqual({why: 'not-running'});
});

test("reports the version of a run that refuses the client's version", async () => {
  const data = {protocol: 99, bottle: '9.0.0'};
  const refusal = {jsonrpc: '2.0', id: 1, error: {code: -32_001, message: 'no', data}};
  const dir = await standIn([refusal]);
  const problem = await problemOf(connectControl(dir, {bottle: '0.1.0'}));
  expect(problem).toEqual({why: 'wrong-version', server: data});
});

test("refuses a run that accepts the client's version but uses another one", async () => {
  const other = {...serverHello, protocol: PROTOCOL_VERSION + 1, bottle: '9.0.0'};
  const dir = await standIn([{jsonrpc: '2.0', id: 1, result: other}]);
  expect(await problemOf(connectControl(dir, {bottle: '0.1.0'}))).toEqual({
    why: 'wrong-version',
    server: other,
  });
});

test('reports a run that does not answer within the timeout', async () => {
  const dir = await standIn([]);
  expect(await problemOf(connectControl(dir, {bottle: '0.1.0', timeoutMs: 50}))).toEqual({why: 'no-answer'});
});

test('treats an unexpected message of the server as the end of the run', async () => {
  const dir = await temporaryDirectory();
  const server = createServer(socket => socket.end('220 mail.example ESMTP\n'));
  server.listen(join(dir, SOCKET));
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  expect(await problemOf(connectControl(dir, {bottle: '0.1.0'}))).toEqual({why: 'run-ended'});
});

test('rejects pending and later requests when the run ends', async () => {
  const rig = await controlRig({wait: async () => await deferred<object>().promise});
  const client = await rig.connect();
  const pending = problemOf(client.request('wait', {}));
  await client.request('echo', {text: 'x'});
  await rig.server.close();
  expect(await pending).toEqual({why: 'run-ended'});
  await within(() => 'the end of the connection', client.closed);
  expect(await problemOf(client.request('echo', {text: 'x'}))).toEqual({why: 'run-ended'});
});

test('stops waiting when its signal is aborted', async () => {
  const client = await (await controlRig({wait: async () => await deferred<object>().promise})).connect();
  const interrupted = new AbortController();
  const pending = client.request('wait', {}, interrupted.signal);
  interrupted.abort(new Error('Ctrl-C'));
  await expect(pending).rejects.toThrow('Ctrl-C');
});
