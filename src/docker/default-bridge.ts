import {get, type Connection} from './connection.ts';
import {readText} from '../state/read-text.ts';
import {runsHere, type EngineFacts} from './runs-here.ts';

/** The state of the network `bridge`, which containers join by default. */
export type DefaultBridge =
  /** Nothing is known to be wrong with it. */
  | {readonly state: 'there'}
  /** The engine was started without it. */
  | {readonly state: 'none'}
  /** The engine needs an interface that has been deleted from this machine. */
  | {readonly state: 'deleted'; readonly name: string};

/** Asks an engine about its default bridge, and checks that the interface exists if the engine runs on this machine. */
export async function defaultBridge(connection: Connection, signal: AbortSignal): Promise<DefaultBridge> {
  const [network, engine] = await Promise.all([
    get(connection, '/networks/bridge', signal),
    get(connection, '/info', signal),
  ]);
  // A proxy in front of the engine may refuse the request.
  if (engine.status !== 200) return {state: 'there'};
  const facts = JSON.parse(engine.body) as EngineFacts;
  // On Windows, the default network is called `nat`.
  if (facts.OSType !== 'linux') return {state: 'there'};
  if (network.status === 404) return {state: 'none'};
  if (network.status !== 200) return {state: 'there'};
  const {Options: options} = JSON.parse(network.body) as {readonly Options?: Record<string, string> | null};
  const name = options?.['com.docker.network.bridge.name'] ?? 'docker0';
  const isDeleted = runsHere(connection.socketPath, facts) && !interfaces().includes(name);
  return isDeleted ? {state: 'deleted', name} : {state: 'there'};
}

/** The names of all network interfaces; `os.networkInterfaces` omits those that are down, such as bridges without containers. */
function interfaces(): readonly string[] {
  const table = readText('/proc/net/dev') ?? '';
  return [...table.matchAll(/^\s*(\S+):/gm)].map(([, name = '']) => name);
}
