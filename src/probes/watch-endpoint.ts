import type {PolledProbe} from '../polling/probe.ts';
import type {WatchListeners} from '../processes/listener-watch.ts';
import {reachedAt} from '../processes/listening-sockets.ts';
import {connectableAddress, isOfThisMachine} from '../processes/own-address.ts';
import type {HostEndpoint} from './kind.ts';
import {literalAddresses} from './resolve-host.ts';

/** Watches for a listener at an endpoint, if the endpoint is certainly on this machine. */
export function watchEndpoint(
  {host, port}: HostEndpoint,
  watchListeners: WatchListeners | undefined,
): Pick<PolledProbe, 'watch'> {
  const addresses = literalAddresses(host).map(connectableAddress);
  if (!watchListeners || addresses.length === 0) return {};
  return {
    watch: signal => {
      if (!addresses.every(isOfThisMachine)) return undefined;
      return watchListeners(
        sockets => addresses.flatMap(address => reachedAt(sockets, address, port)),
        signal,
      );
    },
  };
}
