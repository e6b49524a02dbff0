import type {AddressRange} from '../schema/tasks/network.ts';
import {addressText, parseRange, rangeText, sizeOf} from './ipv4-range.ts';

/** A range of a network, with addresses that the engine assigns only on request. */
export interface ReservedAddresses {
  readonly range: AddressRange & {readonly gateway: string};
  readonly addresses: Readonly<Record<string, string>>;
}

/**
 * Reserves the last addresses of a range, one for each name. The engine chooses addresses only from the first half. `undefined` if the
 * second half is too small.
 */
export function reserveAddresses(subnet: string, names: readonly string[]): ReservedAddresses | undefined {
  const whole = parseRange(subnet);
  // The very last address is the broadcast address.
  if (!whole || names.length > sizeOf(whole) / 2 - 1) return undefined;
  const last = whole.first + sizeOf(whole) - 2;
  return {
    range: {
      ...{subnet, ip_range: rangeText({...whole, prefix: whole.prefix + 1})},
      // Some engines do not report a gateway that they choose.
      gateway: addressText(whole.first + 1),
    },
    addresses: Object.fromEntries(names.map((name, at) => [name, addressText(last - at)])),
  };
}
