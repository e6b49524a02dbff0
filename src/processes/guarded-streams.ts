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
 * The only place in src that creates sockets, servers, watchers and file streams (a lint rule checks that). Each gets an `error`
 * listener when it is created, because an `error` event without a listener would end bottle in the middle of a teardown. Callers add
 * their own listeners for the errors that they handle.
 */

/** Opens a connection. */
export function openConnection(target: NetConnectOpts): Socket {
  return guarded(createConnection(target));
}

/** The read end of a pipe. */
export function readPipe(descriptor: number): Socket {
  return guarded(new Socket({fd: descriptor, readable: true, writable: false}));
}

/** The write end of a pipe or socket pair that this process inherited. */
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

/** A request that has not been sent yet: the caller ends it. */
export function startRequest(
  protocol: 'http' | 'https',
  options: RequestOptions & SecureOptions,
): ClientRequest {
  return guarded((protocol === 'https' ? requestSecure : requestPlain)(options));
}

/** Reads a file from the byte `start`. */
export function readFileFrom(path: string, start = 0): Readable {
  return guarded(createReadStream(path, {start}));
}

/** Creates or overwrites a file. */
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

/** Adds an `error` listener to an emitter created elsewhere (by dockerode). */
export function guarded<Source extends EventEmitter>(source: Source): Source {
  return source.on('error', () => undefined);
}
