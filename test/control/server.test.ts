import {execFile} from 'node:child_process';
import {chmod, mkdir, rm, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {describe, expect, test} from 'vitest';
import {ERROR, PROTOCOL_VERSION, RefusedRequest, SOCKET} from '../../src/control/protocol.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';
import {deferred} from '../support/deferred.ts';
import {within} from '../support/within.ts';
import {controlRig, hello, request, serverHello} from './control-rig.ts';

const error = (code: number) => expect.objectContaining({code}) as unknown;

test('answers requests line by line, after `hello`', async () => {
  const client = await (await controlRig()).raw();
  client.send(hello, request(1, 'echo', {text: 'one'}));
  expect(await client.next()).toEqual({jsonrpc: '2.0', id: 0, result: serverHello});
  expect(await client.next()).toEqual({jsonrpc: '2.0', id: 1, result: {text: 'one'}});
});

test('answers a client that has closed its sending side, like `nc`', async () => {
  const client = await (await controlRig()).raw();
  client.send(hello, request(1, 'echo', {text: 'last'}));
  client.socket.end();
  await client.next();
  expect(await client.next()).toMatchObject({result: {text: 'last'}});
  await client.closed();
});

test('accepts a message in several chunks, split even within a character', async () => {
  const client = await (await controlRig()).raw();
  client.send(hello);
  await client.next();
  const bytes = Buffer.from(`${JSON.stringify(request(1, 'echo', {text: 'größer'}))}\n`);
  const middle = bytes.indexOf(0xc3) + 1;
  client.socket.write(bytes.subarray(0, middle));
  await new Promise(setImmediate);
  client.socket.write(bytes.subarray(middle));
  expect(await client.next()).toMatchObject({result: {text: 'größer'}});
});

describe('refusals', () => {
  test.each([
    ['a request before `hello`', request(1, 'echo'), ERROR.helloExpected],
    ['an older client', request(1, 'hello', {protocol: PROTOCOL_VERSION - 1}), ERROR.wrongVersion],
    ['a newer client', request(1, 'hello', {protocol: PROTOCOL_VERSION + 1}), ERROR.wrongVersion],
    ['a `hello` without a version', request(1, 'hello'), ERROR.wrongVersion],
  ])('refuse %s', async (_, message, code) => {
    const client = await (await controlRig()).raw();
    client.send(message);
    expect(await client.next()).toEqual({jsonrpc: '2.0', id: 1, error: error(code)});
  });

  test("refuse another version and report the server's own", async () => {
    const client = await (await controlRig()).raw();
    client.send(request(1, 'hello', {protocol: 99}));
    expect(await client.next()).toMatchObject({
      error: {data: {protocol: PROTOCOL_VERSION, bottle: serverHello.bottle}},
    });
  });

  test('refuse an unknown method', async () => {
    const client = await (await controlRig()).raw();
    client.send(hello, request(1, 'dance'));
    await client.next();
    expect(await client.next()).toMatchObject({id: 1, error: {code: ERROR.unknownMethod}});
  });

  test("contain the code and data of a method's refusal", async () => {
    const refuse = async (): Promise<object> => {
      throw new RefusedRequest(-32_010, 'there is no task `wbe`', {task: 'wbe'});
    };
    const client = await (await controlRig({refuse})).raw();
    client.send(hello, request(1, 'refuse'));
    await client.next();
    const refusal = {code: -32_010, message: 'there is no task `wbe`', data: {task: 'wbe'}};
    expect(await client.next()).toMatchObject({id: 1, error: refusal});
  });

  test.each([
    ['a line that is not JSON', 'GET / HTTP/1.1', ERROR.notJson],
    ['a batch', [request(1, 'echo')], ERROR.notARequest],
    ['`null`', 'null', ERROR.notARequest],
    ['a request in the JSON-RPC 1.0 format', {id: 1, method: 'echo'}, ERROR.notARequest],
  ])('refuse %s, and close the connection', async (_, message, code) => {
    const client = await (await controlRig()).raw();
    client.send(message);
    expect(await client.next()).toEqual({jsonrpc: '2.0', id: null, error: error(code)});
    await expect(client.next()).rejects.toThrow('hung up');
  });

  test('refuse two pending requests with the same id, and close the connection', async () => {
    const client = await (await controlRig({wait: async () => await deferred<object>().promise})).raw();
    client.send(hello);
    await client.next();
    client.send(request(1, 'wait'), request(1, 'wait'));
    expect(await client.next()).toMatchObject({id: null, error: {code: ERROR.notARequest}});
  });

  test('refuse an endless line without buffering it', async () => {
    const client = await (await controlRig()).raw();
    client.socket.write(Buffer.alloc(4 * 1024 * 1024, 'x'));
    expect(await client.next()).toMatchObject({id: null, error: {code: ERROR.notARequest}});
  });
});

test('sends no answer to a notification', async () => {
  const client = await (await controlRig()).raw();
  client.send({jsonrpc: '2.0', method: 'echo'}, hello);
  expect(await client.next()).toMatchObject({id: 0});
});

test('answers with an error if a method throws, and reports the bug', async () => {
  const rig = await controlRig({
    async fail() {
      throw new TypeError('x is not a function');
    },
  });
  const client = await rig.raw();
  client.send(hello, request(1, 'fail'));
  await client.next();
  const {internal: code} = ERROR;
  expect(await client.next()).toMatchObject({id: 1, error: {code, message: 'x is not a function'}});
  expect(rig.bugs).toHaveLength(1);
});

describe('client limits', () => {
  test('answer all requests of a flooding client while serving another one', async () => {
    const many = 20_000;
    const rig = await controlRig();
    const flooding = await rig.raw();
    const other = await rig.connect();
    flooding.send(hello, ...Array.from({length: many}, (_, at) => request(at + 1, 'echo', {text: 'x'})));
    let answered = 0;
    const flood = (async () => {
      for (; answered <= many; answered++) await flooding.next();
    })();
    expect(await other.request('echo', {text: 'me too'})).toEqual({text: 'me too'});
    expect(answered).toBeLessThan(many);
    await within(() => `the end of the flood; ${answered} answers so far`, flood);
  });

  test('stop serving a client that reads no answers, without buffering its requests', async () => {
    let served = 0;
    const text = 'x'.repeat(100_000);
    const rig = await controlRig({
      async long() {
        served++;
        return {text};
      },
    });
    const hanging = await rig.raw();
    hanging.socket.pause();
    hanging.send(hello, ...Array.from({length: 5_000}, (_, at) => request(at + 1, 'long')));
    const other = await rig.connect();
    // Each turn gives the other client a chance to send more.
    for (let turn = 0; turn < 200; turn++) await other.request('echo', {text: 'x'});
    expect(served).toBeGreaterThan(0);
    expect(served).toBeLessThan(200);
  });

  test('queue the requests of a client with many pending ones', async () => {
    const gates = new Map<number, () => void>();
    let count = 0;
    const rig = await controlRig({
      async wait() {
        const {promise, resolve} = deferred<object>();
        gates.set(++count, () => resolve({}));
        return await promise;
      },
    });
    const client = await rig.raw();
    client.send(hello, ...Array.from({length: 100}, (_, at) => request(at + 1, 'wait')));
    await client.next();
    await expect.poll(() => gates.size).toBe(32);
    gates.get(7)?.();
    await client.next();
    await expect.poll(() => gates.size).toBe(33);
  });

  test('close an idle connection if there are too many', async () => {
    const rig = await controlRig();
    const first = await rig.raw();
    const others = await Promise.all(Array.from({length: 70}, async () => await rig.raw()));
    await first.closed();
    const last = others.at(-1);
    last?.send(hello);
    expect(await last?.next()).toMatchObject({id: 0});
  });

  test('refuse a new client if all others are busy', async () => {
    const rig = await controlRig({wait: async () => await deferred<object>().promise});
    for (let each = 0; each < 64; each++) {
      const client = await rig.raw();
      client.send(hello, request(1, 'wait'));
      await client.next();
    }
    await expect(rig.connect()).rejects.toMatchObject({
      problem: {why: 'refused', error: {code: ERROR.busy}},
    });
  });

  test('complete a request whose client has disconnected', async () => {
    const {promise: started, resolve: start} = deferred<undefined>();
    const {promise: gate, resolve: open} = deferred<object>();
    const done = deferred<undefined>();
    const rig = await controlRig({
      async wait() {
        start(undefined);
        const result = await gate;
        done.resolve(undefined);
        return result;
      },
    });
    const client = await rig.raw();
    client.send(hello, request(1, 'wait'));
    await started;
    client.socket.destroy();
    await client.closed();
    open({});
    await within(() => 'the end of the request', done.promise);
    expect(await (await rig.connect()).request('echo', {text: 'still here'})).toEqual({text: 'still here'});
  });
});

describe('closing the server', () => {
  test('answers pending requests with an error and settled ones with their result', async () => {
    const {promise: gate, resolve: open} = deferred<object>();
    const rig = await controlRig({
      wait: async () => await deferred<object>().promise,
      down: async () => await gate,
    });
    const client = await rig.raw();
    client.send(hello, request(1, 'wait'), request(2, 'down'));
    await client.next();
    await new Promise(setImmediate);
    open({leftovers: []});
    await rig.server.close();
    const answers = [await client.next(), await client.next()];
    expect(answers).toContainEqual({jsonrpc: '2.0', id: 1, error: error(ERROR.runEnded)});
    expect(answers).toContainEqual({jsonrpc: '2.0', id: 2, result: {leftovers: []}});
    await client.closed();
  });

  test('does not wait for a client that reads nothing', async () => {
    const rig = await controlRig({long: async () => ({text: 'x'.repeat(10_000_000)})});
    const client = await rig.raw();
    client.socket.pause();
    client.send(hello, request(1, 'long'));
    await expect.poll(() => client.socket.readableLength).toBeGreaterThan(0);
    await within(() => 'the end of the server', rig.server.close());
    await client.closed();
  });

  test('deletes the socket', async () => {
    const rig = await controlRig();
    await rig.server.close();
    await expect(stat(join(rig.dir, SOCKET))).rejects.toThrow('ENOENT');
  });
});

test('listens again after its directory was deleted', async () => {
  const rig = await controlRig();
  const before = await rig.connect();
  await rm(rig.dir, {recursive: true});
  await mkdir(rig.dir);
  await rig.server.reopen();
  expect(await (await rig.connect()).request('echo', {text: 'new'})).toEqual({text: 'new'});
  expect(await before.request('echo', {text: 'old'})).toEqual({text: 'old'});
});

test('makes the socket accessible only to its owner', async () => {
  const {dir} = await controlRig();
  expect((await stat(join(dir, SOCKET))).mode & 0o777).toBe(0o600);
});

// Only root can become another user.
test.skipIf(process.getuid?.() !== 0)('relies on the system to reject other users', async () => {
  const rig = await controlRig();
  await chmod(rig.dir, 0o755);
  const program = `require('node:net').connect(process.argv[1]).on('error', ({code}) => console.log(code)).on('connect', () => console.log('connected'))`;
  const as = async (user: number): Promise<string> => {
    const identity = [`--reuid=${user}`, '--clear-groups', process.execPath, '-e', program];
    const {stdout} = await promisify(execFile)('setpriv', [...identity, join(rig.dir, SOCKET)]);
    return stdout.trim();
  };
  expect(await as(65_534)).toBe('EACCES');
});

test('fails with the system error if its directory does not exist', async () => {
  const dir = join(await temporaryDirectory(), 'nothing');
  await expect(controlRig({}, {dir})).rejects.toMatchObject({code: expect.stringMatching(/^E/) as unknown});
});
