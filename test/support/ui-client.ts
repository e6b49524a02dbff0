import {once} from 'node:events';
import {request, type IncomingMessage, type OutgoingHttpHeaders} from 'node:http';
import {createInterface} from 'node:readline';
import type {Launch} from './launch.ts';
import type {LaunchRig} from './launch-rig.ts';
import {within} from './within.ts';

/** A running `bottle ui` with a client. */
export interface UiClient {
  readonly launch: Launch;
  readonly port: number;
  readonly token: string;
  /** Sends a request with the token, unless `headers` override it. */
  send(path: string, options?: UiRequest): Promise<Answer>;
  /** The JSON of a response with status 200. */
  json(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<Answer>;
  /** Reads a stream line by line. */
  stream(path: string): Promise<Lines>;
}

export interface UiRequest {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** The lines of a stream so far. */
export interface Lines {
  readonly all: readonly Record<string, unknown>[];
  /** The first matching line, as soon as it arrives. */
  line(fits: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>;
  close(): void;
}

export async function startUi(rig: LaunchRig, args: readonly string[] = []): Promise<UiClient> {
  const launch = rig.bottle(['ui', '--format', 'json', ...args]);
  const [, port = '', token = ''] =
    /"http:\/\/127\.0\.0\.1:(\d+)\/\?token=([\w-]+)"/.exec(await launch.printed('"url"')) ?? [];
  const open = async (path: string, {method = 'GET', headers = {}, body}: UiRequest = {}) => {
    const sent = request({
      ...{host: '127.0.0.1', port, path, method},
      headers: {authorization: `Bearer ${token}`, ...headers},
    });
    sent.end(body);
    const [response] = (await within(() => 'an answer', once(sent, 'response'))) as [IncomingMessage];
    return response;
  };
  const send: UiClient['send'] = async (path, options) => {
    const response = await open(path, options);
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += chunk as string;
    return {status: response.statusCode ?? 0, headers: response.headers, text};
  };
  return {
    ...{launch, port: Number(port), token, send},
    async json(path) {
      const {status, text} = await send(path);
      if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
      return JSON.parse(text) as unknown;
    },
    post: async (path, body) =>
      await send(path, {
        method: 'POST',
        headers: {'content-type': 'application/json'},
        body: JSON.stringify(body),
      }),
    stream: async path => readLines(await open(path)),
  };
}

function readLines(response: IncomingMessage): Lines {
  const all: Record<string, unknown>[] = [];
  const changes = new EventTarget();
  const lines = createInterface({input: response});
  lines.on('line', text => {
    all.push(JSON.parse(text) as Record<string, unknown>);
    changes.dispatchEvent(new Event('line'));
  });
  // A killed server cuts the stream off.
  response.on('error', () => undefined);
  lines.on('error', () => undefined);
  const closed = new Promise<void>(resolve => lines.once('close', resolve));
  const ended = within(() => 'the end of the stream', closed);
  // Most tests do not wait for the end.
  ended.catch(() => undefined);
  return {
    all,
    ended,
    line: async fits =>
      await within(
        () => `a line; there were ${JSON.stringify(all.slice(-5))}`,
        new Promise(resolve => {
          const look = (): void => {
            const found = all.find(fits);
            if (found) resolve(found);
          };
          changes.addEventListener('line', look);
          look();
        }),
      ),
    close: () => void response.destroy(),
  };
}
