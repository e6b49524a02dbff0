import type {Socket} from 'node:net';
import {createDispatch, errorOf, type Served} from './dispatch.ts';
import {openInbox} from './inbox.ts';
import {ERROR, messageLine, type RequestId, type Response, type ResponseError} from './protocol.ts';

/** The connection of one client. */
export interface Connection {
  /** Whether requests are pending. */
  isBusy(): boolean;
  /** Answers all pending requests with an error, since the run has ended, and hangs up. */
  end(): void;
  /** Hangs up for another reason. */
  hangUp(error: ResponseError): void;
}

/** bottle never sends longer requests. */
const MAX_LINE_BYTES = 1024 * 1024;

/** Maximum number of pending requests; further ones wait in the socket. */
const MAX_PENDING = 32;

/** If a client leaves this much output unread, its further requests wait. */
const MAX_UNREAD_BYTES = 1024 * 1024;

/**
 * Serves one client with bounded memory.
 *
 * @param onRequest called for each request
 */
export function serveConnection(socket: Socket, served: Served, onRequest: () => void): Connection {
  const perform = createDispatch(served);
  const pending = new Set<RequestId>();
  let isOver = false;
  socket.on('close', () => void (isOver = true));
  const inbox = openInbox(socket, {
    maxLineBytes: MAX_LINE_BYTES,
    mayTake: () => !isOver && pending.size < MAX_PENDING && socket.writableLength < MAX_UNREAD_BYTES,
    take,
    onTooLong: () =>
      hangUp({code: ERROR.notARequest, message: `a line is longer than ${MAX_LINE_BYTES} bytes`}),
    isIdle: () => pending.size === 0,
  });

  function take(line: string): void {
    const request = parseRequest(line);
    if ('error' in request) return hangUp(request.error);
    const {id, method, params} = request;
    if (id === undefined) return;
    if (pending.has(id)) return hangUp({code: ERROR.notARequest, message: `the id ${id} is in use`});
    onRequest();
    pending.add(id);
    void perform(method, params).then(
      found => answer(id, {result: found}),
      (error: unknown) => answer(id, {error: errorOf(error, served.onBug)}),
    );
  }

  function answer(id: RequestId, outcome: {result: object} | {error: ResponseError}): void {
    if (!pending.delete(id)) return;
    send({jsonrpc: '2.0', id, ...outcome});
    inbox.work();
  }

  function send(response: Response): void {
    if (!isOver && socket.writable) socket.write(messageLine(response));
  }

  function hangUp(error: ResponseError): void {
    send({jsonrpc: '2.0', id: null, error});
    close();
  }

  function end(): void {
    for (const id of pending)
      send({jsonrpc: '2.0', id, error: {code: ERROR.runEnded, message: 'the run has ended'}});
    close();
  }

  function close(): void {
    pending.clear();
    isOver = true;
    // A client that does not read must not keep this process alive.
    if (socket.writableLength > 0) socket.destroy();
    else socket.destroySoon();
  }

  return {isBusy: () => pending.size > 0, end, hangUp};
}

type ParsedRequest =
  | {readonly id: RequestId | undefined; readonly method: string; readonly params: unknown}
  | {readonly error: ResponseError};

/** Parses a line from a client as a request. */
function parseRequest(line: string): ParsedRequest {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return {error: {code: ERROR.notJson, message: 'the line is not JSON'}};
  }
  const {jsonrpc, id, method, params} = (value ?? {}) as Readonly<Record<string, unknown>>;
  const isId = id === undefined || typeof id === 'number' || typeof id === 'string';
  if (jsonrpc !== '2.0' || !isId || typeof method !== 'string')
    return {error: {code: ERROR.notARequest, message: 'the line is not a JSON-RPC 2.0 request'}};
  return {id, method, params};
}
