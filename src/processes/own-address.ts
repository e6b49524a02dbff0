import {networkInterfaces} from 'node:os';
import {plainAddress} from './listening-sockets.ts';

/** The address that a connection goes to. A connection to the wildcard address goes to this machine. */
export function connectableAddress(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  return address === '::' ? '::1' : plainAddress(address);
}

/** Whether a plain address belongs to this machine. */
export function isOfThisMachine(address: string): boolean {
  if (address.startsWith('127.') || address === '::1') return true;
  const own = Object.values(networkInterfaces()).flatMap(all => all ?? []);
  return own.some(({address: mine}) => plainAddress(mine) === address);
}
