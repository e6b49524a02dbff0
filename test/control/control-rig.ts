import {connect, type Socket} from 'node:net';
import {onTestFinished} from 'vitest';
import {connectControl, type ControlClient} from '../../src/control/client.ts';
import {PROTOCOL_VERSION, type ServerHello} from '../../src/control/protocol.ts';
import type {Handler} from '../../src/control/dispatch.ts';
import {openControlServer, type ControlServer} from '../../src/control/server.ts';
import {socketPath} from '../../src/control/socket-path.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';
import {within} from '../support/within.ts';

/** Methods of the test server. */
export interface TestMethods {
  readonly [method: string]: {readonly params: object; readonly result: object};
  readonly echo: {readonly params: {readonly text: string}; readonly result: {readonly text: string}};
  readonly wait: {readonly params: object; readonly result: {readonly waited: true}};
}

export interface ControlRig {
  readonly dir: string;
  readonly server: ControlServer;
  readonly bugs: unknown[];
  connect(): Promise<ControlClient<TestMethods>>;
  /** A client that sends raw messages. */
  raw(): Promise<RawClient>;
}

export interface RawClient {
  readonly socket: Socket;
  send(...messages: readonly (object | string)[]): void;
  /** The next message of the server; rejects if the server closes the connection. */
  next(): Promise<Readonly<Record<string, unknown>>>;
  /** Resolves when the server has closed the connection. */
  closed(): Promise<void>;
}

export const serverHello: ServerHello = {
  ...{protocol: PROTOCOL_VERSION, bottle: '0.1.0', run: '20261122-143015-k3f9', pid: process.pid},
};

export const hello = request(0, 'hello', {protocol: PROTOCOL_VERSION, bottle: '0.1.0'});

export function request(id: number, method: string, params: object = {}) {
  return {jsonrpc: '2.0', id, method, params};
}

/** A server in a temporary directory, with the method `echo` and those of `more`. */
export async function controlRig(
  more: Readonly<Record<string, Handler>> = {},
  {dir, as = serverHello}: {readonly dir?: string; readonly as?: ServerHello} = {},
): Promise<ControlRig> {
  const folder = dir ?? (await temporaryDirectory());
  const bugs: unknown[] = [];
  const methods = new Map<string, Handler>(Object.entries({echo: async params => params as object, ...more}));
  const server = await openControlServer({
    ...{dir: folder, hello: as, methods},
    onBug: error => void bugs.push(error),
  });
  onTestFinished(async () => await server.close());
  return {
    ...{dir: folder, server, bugs},
    async connect() {
      const client = await connectControl<TestMethods>(folder, {bottle: '0.1.0'});
      onTestFinished(client.close);
      return client;
    },
    raw: async () => await rawClient(folder),
  };
}

async function rawClient(dir: string): Promise<RawClient> {
  const {path, release} = socketPath(dir);
  const socket = connect(path);
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  const closed = new Promise<void>(resolve => socket.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  }).finally(release);
  const lines = linesOf(socket);
  return {
    socket,
    async closed() {
      // The socket closes only after all data is read.
      socket.resume();
      await within(() => 'the end of the connection', closed);
    },
    send: (...messages) =>
      void socket.write(
        messages.map(each => `${typeof each === 'string' ? each : JSON.stringify(each)}\n`).join(''),
      ),
    async next() {
      const {value, done} = await within(() => 'a message of the server', lines.next());
      if (done) throw new Error('the server has hung up');
      return JSON.parse(value) as Readonly<Record<string, unknown>>;
    },
  };
}

async function* linesOf(socket: Socket): AsyncGenerator<string, undefined> {
  let rest = '';
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    const lines = (rest + chunk.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  return undefined;
}
