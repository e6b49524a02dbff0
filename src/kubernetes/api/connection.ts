import {setMaxListeners} from 'node:events';
import {Agent as PlainAgent, type IncomingMessage} from 'node:http';
import {Agent as TlsAgent, type AgentOptions} from 'node:https';
import {closingAgent} from '../../processes/closing-agent.ts';
import {startRequest} from '../../processes/guarded-streams.ts';
import type {Clock} from '../../vocabulary/clock.ts';
import type {ClusterAccess} from './access.ts';
import type {Credential} from './credentials.ts';
import {noConnection} from './no-connection.ts';
import {KubernetesError, type RequestedThing} from './problem.ts';
import {ProxyAgent} from './proxy-agent.ts';
import {refusal} from './refusal.ts';

/** One request of the API. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Includes the query. */
  readonly path: string;
  readonly body?: object | undefined;
  /** The type of the body. Default: `application/json`. */
  readonly contentType?: string;
  /** Describes the request in errors. */
  readonly asked: RequestedThing;
  readonly signal: AbortSignal;
}

/** A request to the API server with its credentials, before it is sent. */
export interface PreparedRequest {
  readonly host: string;
  readonly port?: string;
  readonly path: string;
  readonly agent: PlainAgent;
  readonly headers: Credential['headers'];
}

/** Connections to an API server. */
export interface ApiConnection {
  readonly access: ClusterAccess;
  /** @param renew whether the last credentials were rejected */
  prepare(path: string, signal: AbortSignal, renew: boolean): Promise<PreparedRequest>;
  /**
   * Sends a request once. If the credentials are rejected, sends it again with renewed ones. Resolves when the response
   * starts; `signal` then aborts the response.
   * @throws KubernetesError; the abort reason of the signal
   */
  send(request: ApiRequest): Promise<IncomingMessage>;
  /** Closes all connections. */
  close(): void;
}

/** @param responseMs the time limit for the start of a response */
export function connectTo(access: ClusterAccess, clock: Clock, responseMs: number): ApiConnection {
  const agents = agentsFor(access);
  const prepare: ApiConnection['prepare'] = async (path, signal, renew) => {
    const {credentials} = access;
    const credential = await (renew && credentials.renew
      ? credentials.renew(signal)
      : credentials.current(signal));
    const {hostname, port, pathname} = new URL(access.server);
    return {
      host: hostname.replace(/^\[|\]$/g, ''),
      ...(port !== '' && {port}),
      path: pathname === '/' ? path : pathname + path,
      agent: agents.of(credential),
      headers: credential.headers,
    };
  };
  const attempt = async (request: ApiRequest, renew: boolean): Promise<IncomingMessage> =>
    await respond(await prepare(request.path, request.signal, renew), request, {access, clock, responseMs});
  return {
    ...{access, prepare},
    close: agents.close,
    async send(request) {
      let response = await attempt(request, false);
      if (response.statusCode === 401 && access.credentials.renew) {
        response.resume();
        response = await attempt(request, true);
      }
      if ((response.statusCode ?? 0) < 400) return response;
      throw await refusal(response, request.asked);
    },
  };
}

interface Limits {
  readonly access: ClusterAccess;
  readonly clock: Clock;
  readonly responseMs: number;
}

async function respond(
  prepared: PreparedRequest,
  {method, body, contentType = 'application/json', signal}: ApiRequest,
  {access: {server}, clock, responseMs}: Limits,
): Promise<IncomingMessage> {
  signal.throwIfAborted();
  // Many requests may share the signal of a run.
  setMaxListeners(0, signal);
  const over = new AbortController();
  const unlinked = new AbortController();
  const abort = (): void => over.abort(signal.reason);
  signal.addEventListener('abort', abort, {once: true, signal: unlinked.signal});
  const deadline = clock.deadline(responseMs);
  const late = new KubernetesError({
    problem: 'unreachable',
    server,
    why: `no response within ${responseMs / 1_000} s`,
  });
  deadline.signal.addEventListener('abort', () => over.abort(late), {once: true});
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    accept: 'application/json',
    ...prepared.headers,
    ...(text !== undefined && {'content-type': contentType, 'content-length': Buffer.byteLength(text)}),
  };
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const protocol = server.startsWith('https:') ? 'https' : 'http';
      startRequest(protocol, {...prepared, method, headers, signal: over.signal})
        .once('response', resolve)
        .once('error', reject)
        .end(text);
    });
    response.on('error', () => undefined).once('close', () => unlinked.abort());
    return response;
  } catch (error) {
    unlinked.abort();
    signal.throwIfAborted();
    throw noConnection(server, over.signal.aborted ? late : error);
  } finally {
    deadline.cancel();
  }
}

/** Connections are reused for requests with the same certificate; a plugin may provide another one later. */
function agentsFor({server, tls, proxy}: ClusterAccess) {
  let last: {readonly cert: string | undefined; readonly agent: PlainAgent} | undefined;
  const made = new Set<PlainAgent>();
  const make = (credential: Credential): PlainAgent => {
    const agent = closingAgent(newAgent({server, tls, ...(proxy !== undefined && {proxy})}, credential));
    made.add(agent);
    return agent;
  };
  return {
    of(credential: Credential): PlainAgent {
      if (last?.cert !== credential.cert) last = undefined;
      return (last ??= {cert: credential.cert, agent: make(credential)}).agent;
    },
    close() {
      for (const agent of made) agent.destroy();
    },
  };
}

function newAgent(
  {server, tls, proxy}: Pick<ClusterAccess, 'server' | 'tls' | 'proxy'>,
  {cert, key}: Credential,
): PlainAgent {
  if (!server.startsWith('https:')) return new PlainAgent({keepAlive: true});
  const options: AgentOptions = {
    keepAlive: true,
    rejectUnauthorized: !tls.insecure,
    ...(tls.ca !== undefined && {ca: tls.ca}),
    ...(tls.serverName !== undefined && {servername: tls.serverName}),
    ...(cert !== undefined && key !== undefined && {cert, key}),
  };
  return proxy === undefined ? new TlsAgent(options) : new ProxyAgent(new URL(proxy), options);
}
