import {chmod, writeFile} from 'node:fs/promises';
import {request as send, createServer} from 'node:https';
import type {IncomingMessage, ServerResponse} from 'node:http';
import {join} from 'node:path';
import type {Duplex} from 'node:stream';
import {temporaryDirectory} from '../temporary-directory.ts';
import {listen} from '../listen.ts';
import {testAuthority, testLeaf} from '../tls-engine.ts';
import type {ApiServer} from './api-server.ts';

/** A proxy for an API server of the tests that injects faults. */
export interface TroubledServer {
  /** `KUBECONFIG` of a user with a token from a plugin. */
  readonly env: Readonly<Record<string, string>>;
  /** The number of injected faults of each type. */
  readonly counts: Record<Trouble, number>;
  /** From now on, the previous token is rejected. */
  expireToken(): Promise<void>;
}

type Trouble = 'limited' | 'slow' | 'expired watch' | 'ended watch' | 'refused token';

/** Milliseconds of a slow response, and of a watch. */
const SLOW_MS = 150;
const WATCH_MS = 700;

/**
 * Serves until the end of the test. Limits every sixth request, delays every third one, ends watches early, and rejects
 * every other watch as expired.
 */
export async function troubledServer(
  real: Pick<ApiServer, 'url' | 'authority' | 'token'>,
): Promise<TroubledServer> {
  const authority = await testAuthority();
  const folder = await temporaryDirectory();
  const counts = {limited: 0, slow: 0, 'expired watch': 0, 'ended watch': 0, 'refused token': 0};
  let generation = 0;
  let requests = 0;
  let watches = 0;

  const isRefused = ({headers}: IncomingMessage): boolean =>
    headers.authorization !== `Bearer token-${generation}`;
  const pass = (message: IncomingMessage) => {
    const {method, url = '', headers} = message;
    const authorization = `Bearer ${real.token}`;
    return send(real.url + url, {
      method,
      headers: {...headers, authorization},
      ca: real.authority,
      agent: false,
    });
  };
  const refuse = (response: ServerResponse, status: number, reason: string, headers = {}): void => {
    response.writeHead(status, {'content-type': 'application/json', ...headers});
    response.end(JSON.stringify({kind: 'Status', code: status, reason, message: reason}));
  };
  const forward = (message: IncomingMessage, response: ServerResponse): void => {
    const isWatch = message.url?.includes('watch=true') === true;
    const far = pass(message);
    far.on('error', () => response.destroy());
    far.on('response', answer => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.on('error', () => response.destroy()).pipe(response);
      if (!isWatch) return;
      const timer = setTimeout(() => {
        counts['ended watch']++;
        answer.destroy();
        response.end();
      }, WATCH_MS);
      response.once('close', () => clearTimeout(timer));
    });
    response.once('close', () => far.destroy());
    message.pipe(far);
  };
  const handle = (message: IncomingMessage, response: ServerResponse): void => {
    response.on('error', () => undefined);
    const count = requests++;
    if (isRefused(message)) {
      counts['refused token']++;
      refuse(response, 401, 'Unauthorized');
    } else if (count % 6 === 5) {
      counts.limited++;
      refuse(response, 429, 'TooManyRequests', {'retry-after': '1'});
    } else if (message.url?.includes('watch=true') && watches++ % 2 === 1) {
      counts['expired watch']++;
      refuse(response, 410, 'Expired');
    } else if (count % 3 === 2) {
      counts.slow++;
      setTimeout(() => forward(message, response), SLOW_MS);
    } else forward(message, response);
  };
  const upgrade = (message: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => undefined);
    if (isRefused(message)) {
      counts['refused token']++;
      socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    pass(message)
      .on('error', () => socket.destroy())
      .on('response', answer =>
        socket.end(`HTTP/1.1 ${answer.statusCode ?? 0} refused\r\ncontent-length: 0\r\n\r\n`),
      )
      .on('upgrade', (answer, far, farHead) => {
        const lines = answer.rawHeaders.flatMap((name, at, all) =>
          at % 2 ? [] : [`${name}: ${all[at + 1] ?? ''}`],
        );
        socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
        socket.write(farHead);
        far.write(head);
        far.on('error', () => socket.destroy()).on('close', () => socket.destroy());
        socket.on('close', () => far.destroy());
        far.pipe(socket).pipe(far);
      })
      .end();
  };
  const server = createServer(await testLeaf(authority, ['127.0.0.1']), handle).on('upgrade', upgrade);
  const port = await listen(server);
  const writeToken = async (): Promise<void> => {
    const status = {token: `token-${generation}`};
    await writeFile(join(folder, 'credential'), JSON.stringify({kind: 'ExecCredential', status}));
  };
  await writeToken();
  await writeFile(join(folder, 'plugin'), '#!/bin/sh\nexec cat "$(dirname "$0")/credential"\n');
  await chmod(join(folder, 'plugin'), 0o755);
  await writeFile(
    join(folder, 'kubeconfig'),
    JSON.stringify({
      'current-context': 'troubled',
      contexts: [{name: 'troubled', context: {cluster: 'troubled', user: 'me'}}],
      clusters: [
        {
          name: 'troubled',
          cluster: {
            server: `https://127.0.0.1:${port}`,
            'certificate-authority-data': Buffer.from(authority.cert).toString('base64'),
          },
        },
      ],
      users: [
        {name: 'me', user: {exec: {apiVersion: 'client.authentication.k8s.io/v1', command: './plugin'}}},
      ],
    }),
  );
  return {
    env: {KUBECONFIG: join(folder, 'kubeconfig')},
    counts,
    async expireToken() {
      generation++;
      await writeToken();
    },
  };
}
