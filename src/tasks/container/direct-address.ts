import {networkInterfaces} from 'node:os';

/** A network that a container is in, as the engine tells of it. */
interface Joined {
  readonly IPAddress: string;
  /** The host's own address in it; `''` in an internal network, through which nothing is published. */
  readonly Gateway: string;
}

/** The sockets of an engine that the whole machine has. One of another place may be in a machine or a namespace of its own. */
const SYSTEM_SOCKETS = ['unix:///var/run/docker.sock', 'unix:///run/docker.sock'];

/**
 * The address on which this machine reaches a container past Docker's proxy; `undefined` where that is not sure. It is for the
 * machine's own engine, where the network's gateway is an address of this machine: with Docker Desktop it is one of a virtual
 * machine's, and the same address may be somebody else's here.
 */
export function directAddress(joined: readonly Joined[], engine: string): string | undefined {
  if (process.platform !== 'linux' || !SYSTEM_SOCKETS.includes(engine)) return undefined;
  const own = new Set(
    Object.values(networkInterfaces()).flatMap(all => (all ?? []).map(({address}) => address)),
  );
  return joined.find(({IPAddress: ip, Gateway: gateway}) => ip !== '' && own.has(gateway))?.IPAddress;
}
