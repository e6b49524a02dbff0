import type {NamedPlace} from '../places/place-problem.ts';
import type {DockerPlace} from '../schema/places.ts';
import {asError} from '../vocabulary/caught-error.ts';
import type {Clock} from '../vocabulary/clock.ts';
import {responseDeadline} from '../polling/response-deadline.ts';
import {connectionTo, type Connection} from './connection.ts';
import {defaultBridge, type DefaultBridge} from './default-bridge.ts';
import {locatePlace, resolveEngine, type EngineLocation, type EngineLookup} from './engine-location.ts';
import {noEngine, NoEngineError} from './no-engine.ts';
import {ping, type Ping} from './ping.ts';

/** How long the first response may take: ssh has to log in, and an engine on a busy machine may take seconds. */
export const PATIENCE_MS = 10_000;

/** Limits of a first ping. */
export interface PingLimits {
  readonly clock: Clock;
  /** Default: {@link PATIENCE_MS}. */
  readonly limitMs?: number;
  /** See ResponseLimits. */
  readonly stopping?: AbortSignal | undefined;
  /** Aborted when the response is no longer needed. */
  readonly closed: AbortSignal;
}

/** The first ping over a connection, within `limitMs`; if it fails, the connection is closed. */
export async function firstPing(
  place: EngineLocation,
  connection: Connection,
  {clock, limitMs = PATIENCE_MS, stopping, closed}: PingLimits,
): Promise<Ping> {
  const deadline = responseDeadline(clock, {limitMs, stopping});
  try {
    return await ping(place, connection, AbortSignal.any([deadline.signal, closed]));
  } catch (error) {
    connection.agent.destroy();
    if (closed.aborted) throw noEngine(place, new Error('the connection was closed'));
    if (!deadline.signal.aborted) throw error;
    const late = noEngine(place, asError(deadline.signal.reason));
    throw new NoEngineError(late.facts, {isSilent: true});
  } finally {
    deadline.cancel();
  }
}

/** Properties of an engine that can be read without using it. */
export interface AskedEngine extends EngineLocation, Pick<Ping, 'software'> {
  readonly bridge: DefaultBridge;
}

/**
 * Finds the user's engine, or that of a place, and reads its properties.
 * @throws NoEngineError
 */
export async function askEngine(
  lookup: EngineLookup & {readonly clock: Clock},
  signal: AbortSignal,
  named?: NamedPlace<DockerPlace>,
): Promise<AskedEngine> {
  const place = named ? locatePlace(named, lookup) : resolveEngine(lookup);
  const connection = connectionTo(place, lookup.env);
  try {
    const {software} = await firstPing(place, connection, {clock: lookup.clock, closed: signal});
    return {...place, software, bridge: await defaultBridge(connection, signal)};
  } finally {
    connection.agent.destroy();
  }
}
