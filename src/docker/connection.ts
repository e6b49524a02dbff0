import {Agent, type IncomingHttpHeaders, type IncomingMessage} from 'node:http';
import {Agent as TlsAgent} from 'node:https';
import type Dockerode from 'dockerode';
import {startRequest} from '../processes/guarded-streams.ts';
import {closingAgent} from '../processes/closing-agent.ts';
import {parseEngineAddress} from './engine-address.ts';
import type {EngineLocation} from './engine-location.ts';
import {NoEngineError} from './no-engine.ts';
import {SshAgent} from './ssh-agent.ts';
import type {SshAddress} from './ssh-command.ts';

/** How requests reach an engine. */
export interface Connection {
  readonly protocol: 'http' | 'https';
  readonly socketPath?: string;
  readonly host?: string;
  readonly port?: number;
  /** Its `destroy` ends all requests over this connection. */
  readonly agent: Agent;
  /** The machine of the engine, if it is reached by ssh. */
  readonly ssh?: SshAddress;
}

/** @throws NoEngineError for an address that cannot be used */
export function connectionTo(
  {address: text, source, tls}: EngineLocation,
  env: Readonly<Record<string, string | undefined>>,
): Connection {
  const address = parseEngineAddress(text, tls ? 2376 : 2375);
  if ('wrong' in address)
    throw new NoEngineError({
      address: text,
      source,
      why: address.wrong,
      next: 'set `DOCKER_HOST` to its address',
    });
  switch (address.by) {
    case 'unix':
      return {protocol: 'http', socketPath: address.socketPath, agent: plainAgent()};
    case 'ssh':
      return {
        protocol: 'http',
        host: address.host,
        agent: closingAgent(new SshAgent(address, env)),
        ssh: address,
      };
    case 'tcp': {
      const {host, port} = address;
      if (!tls) return {protocol: 'http', host, port, agent: plainAgent()};
      const {verify, ...files} = tls;
      const agent = closingAgent(new TlsAgent({...files, rejectUnauthorized: verify, keepAlive: true}));
      return {protocol: 'https', host, port, agent};
    }
  }
}

function plainAgent(): Agent {
  return closingAgent(new Agent({keepAlive: true, scheduling: 'lifo', ...NO_SERVER_NAME}));
}

/** Only TLS needs the name of a server; to find it, Node compiles a pattern for IPv6 addresses, which takes 4 ms. */
const NO_SERVER_NAME = {servername: ''};

/** The response to a plain request. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends a GET request without dockerode, which is slow to load for a ping or a read-only check. */
export async function get(
  {protocol, socketPath, host, port, agent}: Connection,
  path: string,
  signal: AbortSignal,
): Promise<Answer> {
  const target = {path, signal, agent, ...(socketPath ? {socketPath} : {host, port})};
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    startRequest(protocol, target).once('response', resolve).once('error', reject).end();
  });
  const body = Buffer.concat((await response.toArray()) as Buffer[]).toString();
  return {status: response.statusCode ?? 0, headers: response.headers, body};
}

/**
 * Options for dockerode. It reads missing options from the environment, so the unused ones are set to `undefined`:
 * `DOCKER_HOST` and similar variables must not be applied twice.
 */
export function dockerodeOptions({
  protocol,
  socketPath,
  host,
  port,
  agent,
}: Connection): Dockerode.DockerOptions {
  const nothing = {ca: undefined, cert: undefined, key: undefined, timeout: undefined};
  const options = {...nothing, protocol, socketPath, host, port, agent};
  return options;
}
