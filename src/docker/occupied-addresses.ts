import type {Clock} from '../vocabulary/clock.ts';
import {connectionTo, get} from './connection.ts';
import {resolveEngine, type EngineLookup} from './engine-location.ts';

/** How long the engine may take to respond on a busy machine. */
const LIMIT_MS = 5_000;

/** The limit after a timeout, since the task that leases an address may not even use Docker. */
const BRIEF_MS = 500;

/** A container in the engine's list. */
interface Listed {
  readonly Names: readonly string[];
  readonly Ports?: readonly {readonly IP?: string}[];
}

/**
 * The addresses of this machine on which containers publish ports, with the name of the container ("container web").
 * Excludes ports that are published on all addresses. Empty if no engine on this machine responds in time.
 *
 * Not cached: an outdated entry would withhold an address from a run that waits for it.
 */
export function createOccupiedAddresses(
  lookup: EngineLookup & {readonly clock: Clock},
): (signal: AbortSignal) => Promise<ReadonlyMap<string, string>> {
  let limitMs = LIMIT_MS;
  return async signal => {
    const deadline = lookup.clock.deadline(limitMs);
    try {
      const found = await ask(lookup, AbortSignal.any([deadline.signal, signal]));
      limitMs = LIMIT_MS;
      return found;
    } catch {
      signal.throwIfAborted();
      if (deadline.signal.aborted) limitMs = BRIEF_MS;
      return new Map();
    } finally {
      deadline.cancel();
    }
  };
}

async function ask(lookup: EngineLookup, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const place = resolveEngine(lookup);
  // Addresses on another machine do not matter here.
  if (!place.address.startsWith('unix:')) return new Map();
  const {status, body} = await get(connectionTo(place, lookup.env), '/containers/json', signal);
  return status === 200 ? published(JSON.parse(body) as readonly Listed[]) : new Map();
}

function published(containers: readonly Listed[]): ReadonlyMap<string, string> {
  return new Map(
    containers.flatMap(({Names: [name = '?'], Ports: ports = []}) =>
      ports
        .map(({IP: address = ''}) => address)
        .filter(address => !['', '0.0.0.0', '::'].includes(address))
        .map(address => [address, `container ${name.replace(/^\//, '')}`] as const),
    ),
  );
}
