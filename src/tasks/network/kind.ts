import type {NetworkRequest} from '../../places/network-request.ts';
import {placedRecords} from '../../places/placed-record.ts';
import type {Network} from '../../schema/tasks/network.ts';
import {resolvedTexts} from '../../values/resolved-texts.ts';
import {texts} from '../../values/scalar-texts.ts';
import type {Values} from '../../values/value-source.ts';
import {networkMistakes, rangesOf} from './ranges.ts';
import type {Kind} from '../kind.ts';
import type {OutputName} from '../task-context.ts';
import {removeOrphans} from '../shared/orphans.ts';

/** A network created for this run, or an existing one. */
export const network: Kind<'network', NetworkRequest> = {
  name: 'network',
  lifetime: () => 'service',
  keepsRunAlive: () => false,
  probeTargets: [],
  outputs: ({network: {addresses = []}}) => [
    ...['id', 'name', 'subnet', 'gateway'],
    ...addresses.map(addressOutput),
  ],
  impliedNeeds: () => [],
  validate: ({network: source}) => networkMistakes(source),
  summary: ({network: source}, values) => summary(source, values),
  resolve: ({network: source}, values) => ({
    driver: values.text(source.driver ?? 'bridge'),
    internal: source.internal ?? false,
    ipv6: source.ipv6 ?? false,
    attachable: source.attachable ?? false,
    external: source.external ?? false,
    ...(source.name !== undefined && {name: values.text(source.name)}),
    driverOpts: texts(resolvedTexts(source.driver_opts ?? {}, values.text)),
    ipam: {
      driver: values.text(source.ipam?.driver ?? 'default'),
      options: texts(resolvedTexts(source.ipam?.options ?? {}, values.text)),
      ranges: resolvedTexts(rangesOf(source), values.text),
    },
    labels: Object.fromEntries(
      Object.entries(source.labels ?? {}).map(([name, value]) => [name, values.text(String(value))]),
    ),
    addresses: source.addresses ?? [],
  }),
  async up(spec, context) {
    const place = await context.place();
    const {id, name, subnet, gateway, addresses} = await place.provideNetwork(spec, context);
    const reserved = Object.fromEntries(
      Object.entries(addresses).map(([key, address]) => [addressOutput(key), address]),
    );
    return {outputs: {id, subnet, gateway, name, ...reserved}, subject: {}};
  },
  down: async (made, context) => await context.services.places.remove(placedRecords(made), context),
  removeOrphans: removeOrphans,
};

function addressOutput(name: string): OutputName {
  return `addresses.${name}`;
}

function summary({internal = false, external = false, subnet}: Network, values: Values): string {
  if (external) return 'use an existing network';
  const addresses = subnet === undefined ? '' : ` of ${values.text(subnet)}`;
  return `create ${internal ? 'an internal' : 'a'} network${addresses}`;
}
