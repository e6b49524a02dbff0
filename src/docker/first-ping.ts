import type {NamedPlace} from '../places/place-problem.ts';
import type {DockerPlace} from '../schema/places.ts';
import type {Clock} from '../vocabulary/clock.ts';
import {connectionTo, type Connection} from './connection.ts';
import {defaultBridge, type DefaultBridge} from './default-bridge.ts';
import {locatePlace, resolveEngine, type EngineLocation, type EngineLookup} from './engine-location.ts';
import {PATIENCE_MS, ping, type Ping} from './ping.ts';

/** The first ping over a connection, within its time limit; if it fails, the connection is closed. */
export async function firstPing(place: EngineLocation, connection: Connection, clock: Clock): Promise<Ping> {
  const deadline = clock.deadline(PATIENCE_MS);
  try {
    return await ping(place, connection, deadline.signal);
  } catch (error) {
    connection.agent.destroy();
    throw error;
  } finally {
    deadline.cancel();
  }
}

/** The properties of an engine that can be read without using it. */
export interface AskedEngine extends EngineLocation, Pick<Ping, 'software'> {
  readonly bridge: DefaultBridge;
}

/**
 * Where the engine is that the user means, or that of a place, and what it says of itself.
 * @throws NoEngineError
 */
export async function askEngine(
  world: EngineLookup & {readonly clock: Clock},
  signal: AbortSignal,
  named?: NamedPlace<DockerPlace>,
): Promise<AskedEngine> {
  const place = await (named ? locatePlace(named, world) : resolveEngine(world));
  const connection = connectionTo(place, world.env);
  try {
    const {software} = await firstPing(place, connection, world.clock);
    return {...place, software, bridge: await defaultBridge(connection, signal)};
  } finally {
    connection.agent.destroy();
  }
}
