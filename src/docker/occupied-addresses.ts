import type {Clock} from '../vocabulary/clock.ts';
import {connectionTo, get} from './connection.ts';
import {resolveEngine, type EngineLookup} from './engine-location.ts';

/** How long the engine may take to answer: who leases an address may have nothing to do with Docker. */
const LIMIT_MS = 5_000;

/** A container in the engine's list. */
interface Listed {
  readonly Names: readonly string[];
  readonly Ports?: readonly {readonly IP?: string}[];
}

/**
 * The addresses of this machine on which containers publish ports, and which container it is ("container web"). Those
 * that publish on all addresses have none of their own. Empty where no engine of this machine answers quickly.
 *
 * It is asked anew each time: what was true a second ago keeps an address from a run that waits for it.
 */
export async function occupiedAddresses(
  world: EngineLookup & {readonly clock: Clock},
): Promise<ReadonlyMap<string, string>> {
  const deadline = world.clock.deadline(LIMIT_MS);
  try {
    const place = await resolveEngine(world);
    // Loopback addresses of another machine are none of ours.
    if (!place.address.startsWith('unix:')) return new Map();
    const {status, body} = await get(connectionTo(place, world.env), '/containers/json', deadline.signal);
    return status === 200 ? published(JSON.parse(body) as readonly Listed[]) : new Map();
  } catch {
    return new Map();
  } finally {
    deadline.cancel();
  }
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
