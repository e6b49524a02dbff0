import {networkInterfaces} from 'node:os';

/** A network of a container, as reported by the engine. */
interface Joined {
  readonly IPAddress: string;
  /** The host's own address in it; `''` in an internal network, through which nothing is published. */
  readonly Gateway: string;
}

/** The sockets of an engine that the whole machine has. One of another place may be in a machine or a namespace of its own. */
const SYSTEM_SOCKETS = ['unix:///var/run/docker.sock', 'unix:///run/docker.sock'];

/**
 * The address on which this machine reaches a container without Docker's proxy; `undefined` if that is not certain. It
 * requires the local engine, where the gateway of the network is an address of this machine: with Docker Desktop it is an
 * address of a virtual machine, and may belong to something else here.
 */
export function directAddress(joined: readonly Joined[], engine: string): string | undefined {
  if (process.platform !== 'linux' || !SYSTEM_SOCKETS.includes(engine)) return undefined;
  const own = new Set(
    Object.values(networkInterfaces()).flatMap(all => (all ?? []).map(({address}) => address)),
  );
  return joined.find(({IPAddress: ip, Gateway: gateway}) => ip !== '' && own.has(gateway))?.IPAddress;
}
