import type {EventEmitter} from 'node:events';
import {createReadStream, createWriteStream, watch, type FSWatcher, type WatchOptions} from 'node:fs';
import {
  createServer as createHttpServer,
  request as requestPlain,
  type ClientRequest,
  type RequestOptions,
  type Server as HttpServer,
  type ServerOptions as HttpServerOptions,
} from 'node:http';
import {request as requestSecure, type RequestOptions as SecureOptions} from 'node:https';
import {
  createConnection,
  createServer,
  Socket,
  type NetConnectOpts,
  type Server,
  type ServerOpts,
} from 'node:net';
import type {Readable, Writable} from 'node:stream';

/*
 * The only place in src that creates sockets, servers, watchers and file streams (a lint rule checks that). Each has a
 * listener for `error` from the start: an `error` event without a listener ends bottle, and with it the teardown. Callers
 * add their own listeners for the errors that matter to them.
 */

/** A connection that is being opened. */
export function openConnection(target: NetConnectOpts): Socket {
  return guarded(createConnection(target));
}

/** The reading end of a pipe. */
export function readPipe(descriptor: number): Socket {
  return guarded(new Socket({fd: descriptor, readable: true, writable: false}));
}

/** The writing end of a pipe or a pair of sockets that this process was started with. */
export function writePipe(descriptor: number): Socket {
  return guarded(new Socket({fd: descriptor, readable: false, writable: true}));
}

/** A server that is not listening yet. */
export function makeServer(options: ServerOpts = {}): Server {
  return guarded(createServer(options));
}

/** An HTTP server that is not listening yet. */
export function makeHttpServer(options: HttpServerOptions): HttpServer {
  return guarded(createHttpServer(options));
}

/** A request that is yet to be ended. */
export function startRequest(
  protocol: 'http' | 'https',
  options: RequestOptions & SecureOptions,
): ClientRequest {
  return guarded((protocol === 'https' ? requestSecure : requestPlain)(options));
}

/** A file, from the byte `start` on. */
export function readFileFrom(path: string, start = 0): Readable {
  return guarded(createReadStream(path, {start}));
}

/** A file, written anew. */
export function writeFileStream(path: string): Writable {
  return guarded(createWriteStream(path));
}

/** Watches a folder. @throws if it cannot be watched */
export function watchFolder(
  path: string,
  options: WatchOptions,
  onChange: (event: string, name: string | null) => void,
): FSWatcher {
  return guarded(watch(path, {...options, encoding: 'utf8'}, onChange));
}

/** A source that something else has made (dockerode), with a listener for `error`. */
export function guarded<Source extends EventEmitter>(source: Source): Source {
  return source.on('error', () => undefined);
}
