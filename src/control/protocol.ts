/**
 * The control protocol: processes of the same user send requests to a live run. Reading the state of a run needs no request, since the
 * state is on disk.
 *
 * JSON-RPC 2.0 (https://www.jsonrpc.org/specification) over a Unix socket, `control.sock` in the run's directory, with one message
 * per line, in UTF-8. The lines may be written by hand: `nc -U control.sock`.
 *
 * - The first request of a connection is `hello`, with the versions of the protocol and of bottle. Each side rejects other versions of
 *   the protocol: the server with the error WRONG_VERSION, the client by hanging up. The version is incremented when a method,
 *   parameter or result is renamed or removed; both sides ignore unknown fields.
 * - Requests on one connection are answered in the order in which they complete, not in the order in which they were sent.
 * - A request cannot be cancelled. If a client hangs up, its requests are still carried out.
 * - Requests that are pending when the run ends are answered with RUN_ENDED. Then the run hangs up.
 * - There are no batches. A notification (a request without `id`) gets no answer, and does nothing.
 *
 * Rejected: vscode-jsonrpc, which frames messages with Content-Length and has no limits for clients that flood it or do not read; HTTP,
 * which would need a second protocol for requests that take as long as a teardown.
 */
export const PROTOCOL_VERSION = 1;

/** The name of the socket in a run's directory. */
export const SOCKET = 'control.sock';

/** Methods by name, with their parameters and results, all JSON-ready. */
export type Methods = Readonly<Record<string, {readonly params: object; readonly result: object}>>;

/** How a client or server describes itself; the parameters of `hello`. */
export interface Hello {
  readonly protocol: number;
  /** The version of bottle. */
  readonly bottle: string;
}

/** The result of `hello`. */
export interface ServerHello extends Hello {
  readonly run: string;
  readonly pid: number;
}

export type RequestId = number | string;

export interface Request {
  readonly jsonrpc: '2.0';
  readonly id: RequestId;
  readonly method: string;
  readonly params?: unknown;
}

export type Response = {
  readonly jsonrpc: '2.0';
  /** `null` for an error that ends the whole connection. */
  readonly id: RequestId | null;
} & ({readonly result: unknown} | {readonly error: ResponseError});

export interface ResponseError {
  readonly code: number;
  /** For people who read the socket; bottle builds its own text from `code` and `data`. */
  readonly message: string;
  readonly data?: unknown;
}

/** Error codes. The first five are from JSON-RPC; methods have their own, from -32000 up. */
export const ERROR = {
  notJson: -32700,
  notARequest: -32600,
  unknownMethod: -32601,
  invalidParams: -32602,
  internal: -32603,
  /** `data`: {@link Hello} of the server. */
  wrongVersion: -32001,
  /** The first request was not `hello`. */
  helloExpected: -32002,
  runEnded: -32003,
  /** There are too many clients. */
  busy: -32004,
} as const;

/** Thrown by a handler for an error that the client can expect. */
export class RefusedRequest extends Error {
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/** Encodes a message. */
export function messageLine(message: Request | Response): string {
  return `${JSON.stringify(message)}\n`;
}
