import type {AddressRange, Network} from '../../schema/tasks/network.ts';
import type {KindProblem} from '../kind.ts';

/** The address ranges of a network, from `subnet` and `ipam`. */
export function rangesOf({subnet, gateway, ipam}: Network): readonly AddressRange[] {
  const own = subnet === undefined ? [] : [{subnet, ...(gateway !== undefined && {gateway})}];
  return [...own, ...(ipam?.config ?? [])];
}

/** Finds keys of a network that exclude each other or require another key. */
export function networkMistakes(network: Network): readonly KindProblem[] {
  const {external = false, name, labels, ...options} = network;
  const {gateway, subnet, ipam} = options;
  const found: KindProblem[] = [];
  const add = (key: string, message: string): void => void found.push({key: ['network', key], message});
  if (external)
    for (const key of Object.keys({...options, ...(labels && {labels})}))
      add(key, `an \`external\` network already exists, so \`${key}\` has no effect; remove it`);
  else if (gateway !== undefined && subnet === undefined)
    add('gateway', 'a `gateway` needs a `subnet`; set that too');
  if (!external && options.addresses && (subnet ?? ipam?.config) !== undefined)
    add(
      'addresses',
      'with a subnet of your own, write its addresses where you need them; remove `addresses`',
    );
  return found;
}
