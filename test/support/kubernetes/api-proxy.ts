import {readFile, writeFile} from 'node:fs/promises';
import type {IncomingMessage, ServerResponse} from 'node:http';
import {createServer, request} from 'node:https';
import {join} from 'node:path';
import type {Duplex} from 'node:stream';
import {listen} from '../listen.ts';
import type {WhenOver} from '../temporary-directory.ts';
import type {ApiServer} from './api-server.ts';
import {kubeconfig} from './kubeconfig.ts';

/** A request that passed through a proxy. */
export interface ProxiedRequest {
  readonly method: string;
  /** The path with the query. */
  readonly path: string;
}

/** A response of the proxy itself. */
export interface ProxyAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Returns a response to use instead of the server's, or `undefined`. A promise delays the response. */
export type Answer = (asked: ProxiedRequest) => ProxyAnswer | undefined | Promise<ProxyAnswer | undefined>;

/** A proxy for an API server, in the process of the test and by default until its end. */
export interface ApiProxy {
  /** Path of an administrator's kubeconfig. The proxy forwards tokens, but not client certificates. */
  readonly kubeconfig: string;
  /** `KUBECONFIG` for this kubeconfig. */
  readonly env: Readonly<Record<string, string>>;
  /** All requests so far, including those that become streams (exec, port-forward). */
  readonly requests: readonly ProxiedRequest[];
  /** From now on, calls `answer` first. */
  answerWith(answer: Answer): void;
  /** Breaks all open connections. */
  dropConnections(): void;
}

type Proxied = Pick<ApiServer, 'url' | 'authority' | 'token' | 'home'>;

export async function apiProxy(
  server: Proxied,
  options: {readonly whenOver?: WhenOver} = {},
): Promise<ApiProxy> {
  const requests: ProxiedRequest[] = [];
  const sockets = new Set<Duplex>();
  let answer: Answer = () => undefined;
  const decide = async ({method = '', url = ''}: IncomingMessage): Promise<ProxyAnswer | undefined> => {
    const asked = {method, path: url};
    requests.push(asked);
    return await answer(asked);
  };
  const proxy = createServer(await certificateOf(server), (incoming, outgoing) => {
    void decide(incoming).then(own => {
      if (own) outgoing.writeHead(own.status, own.headers).end(own.body);
      else forward(server, incoming, outgoing);
    });
  });
  proxy.on('secureConnection', socket => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  proxy.on('upgrade', (incoming: IncomingMessage, socket: Duplex) => {
    void decide(incoming).then(own => {
      if (own) socket.end(`HTTP/1.1 ${own.status} -\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      else forwardStream(server, incoming, socket);
    });
  });
  const path = await writeKubeconfig(server, await listen(proxy, options));
  return {
    ...{kubeconfig: path, env: {KUBECONFIG: path}, requests},
    answerWith(given) {
      answer = given;
    },
    dropConnections() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function writeKubeconfig({home, authority, token}: Proxied, port: number): Promise<string> {
  const path = join(home, `proxy-${port}.kubeconfig`);
  const fields = {server: `https://127.0.0.1:${port}`, authority, credentials: {token}};
  await writeFile(path, kubeconfig(fields), {mode: 0o600});
  return path;
}

/** Uses the certificate of the API server, which is valid for this address. */
async function certificateOf({home}: Proxied): Promise<{readonly cert: string; readonly key: string}> {
  const [cert, key] = await Promise.all([
    readFile(join(home, 'serving.pem'), 'utf8'),
    readFile(join(home, 'serving.key'), 'utf8'),
  ]);
  return {cert, key};
}

function ask({url, authority}: Proxied, {method, url: path = '', headers}: IncomingMessage) {
  return request(url + path, {method, headers, ca: authority, agent: false});
}

function forward(server: Proxied, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const inner = ask(server, incoming);
  inner.on('response', response => {
    outgoing.writeHead(response.statusCode ?? 0, response.headers);
    // The response to a watch starts before its first event.
    outgoing.flushHeaders();
    response.on('error', () => outgoing.destroy());
    response.pipe(outgoing);
  });
  inner.on('error', () => outgoing.destroy());
  outgoing.on('close', () => inner.destroy());
  incoming.pipe(inner);
}

/** Forwards bytes in both directions after the server has switched protocols. */
function forwardStream(server: Proxied, incoming: IncomingMessage, socket: Duplex): void {
  const inner = ask(server, incoming);
  inner.on('upgrade', (response, stream: Duplex, head) => {
    socket.write(headOf(response));
    socket.write(head);
    socket.pipe(stream).pipe(socket);
    stream.on('error', () => socket.destroy());
    socket.on('close', () => stream.destroy());
  });
  inner.on('response', response => {
    socket.write(headOf(response));
    response.pipe(socket);
  });
  inner.on('error', () => socket.destroy());
  inner.end();
}

function headOf({statusCode, statusMessage, rawHeaders}: IncomingMessage): string {
  const fields = rawHeaders.flatMap((name, at) =>
    at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1] ?? ''}`] : [],
  );
  return [`HTTP/1.1 ${statusCode ?? 0} ${statusMessage ?? ''}`, ...fields, '', ''].join('\r\n');
}
