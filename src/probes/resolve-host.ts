import {lookup, promises} from 'node:dns';
import type {LookupFunction, TcpNetConnectOpts} from 'node:net';
import {ipVersion} from '../vocabulary/ip-version.ts';

/** Connection options for a host. All of its addresses are tried, one after the other. */
export function hostOptions(
  host: string,
): Pick<TcpNetConnectOpts, 'lookup' | 'autoSelectFamily' | 'autoSelectFamilyAttemptTimeout'> {
  if (!isLocalhost(host)) return {autoSelectFamily: true};
  return {autoSelectFamily: true, lookup: lookupLocalhost, autoSelectFamilyAttemptTimeout: ATTEMPT_MS};
}

/** The addresses of a host. @throws an error of the resolver */
export async function addressesOf(host: string): Promise<readonly string[]> {
  if (isLocalhost(host)) return LOOPBACKS.map(({address}) => address);
  return (await promises.lookup(host, {all: true})).map(({address}) => address);
}

/** The addresses of a host that can be determined without a name server; empty if there are none. */
export function literalAddresses(host: string): readonly string[] {
  if (isLocalhost(host)) return LOOPBACKS.map(({address}) => address);
  return ipVersion(host) === 0 ? [] : [host];
}

/** This machine accepts or refuses immediately, so this timeout expires only if bottle itself is delayed. */
const ATTEMPT_MS = 1_000;

/** Both addresses, regardless of /etc/hosts (RFC 6761, section 6.3), because a server on `localhost` may listen on either. */
const LOOPBACKS = [
  {address: '127.0.0.1', family: 4},
  {address: '::1', family: 6},
] as const;

function isLocalhost(host: string): boolean {
  return /^(?:.+\.)?localhost\.?$/i.test(host);
}

const lookupLocalhost: LookupFunction = (host, options, callback) => {
  if (options.all) callback(null, [...LOOPBACKS]);
  else lookup(host, options, callback);
};
