import type {Container} from '../../schema/tasks/container.ts';
import type {NetworkAttachment} from '../../schema/tasks/container-network.ts';
import {BRIDGE} from '../../places/container-request.ts';
import {attachmentsOf} from '../../tasks/container/spec.ts';
import {parsePorts} from '../../tasks/shared/port-ranges.ts';
import {carryKeys, handledElsewhere, type KeyTable} from '../key-table.ts';
import type {Fields} from '../../vocabulary/fields.ts';
import type {TaskExport} from '../task-export.ts';
import {as} from './carriers.ts';

/** Ports, one entry each, with an explicit address: the default is 127.0.0.1 in bottle, but all addresses in Compose. */
export function published(text: string): readonly string[] {
  const mappings = parsePorts(text);
  if (typeof mappings === 'string') return [text];
  return mappings.map(({address, hostPort, hostRange, port, protocol}) => {
    const host = address.includes(':') ? `[${address}]` : address;
    return `${host}:${hostPort ?? hostRange ?? ''}:${port}${protocol === 'tcp' ? '' : `/${protocol}`}`;
  });
}

const keys: KeyTable<NetworkAttachment, TaskExport> = {
  // Exported as the key of the entry.
  network: handledElsewhere,
  aliases: as(),
  ip: (ip, {key, text}) => {
    const address = text(key, ip);
    return address === undefined ? {} : {[address.includes(':') ? 'ipv6_address' : 'ipv4_address']: address};
  },
  ipv6_address: as(),
  link_local_ips: as(),
  mac_address: as(),
  driver_opts: as(),
  gw_priority: as(),
};

/** The networks of a container, including default ones. */
export function networksOf(container: Container, exported: TaskExport): Fields {
  if (container.network_mode !== undefined) return {};
  const attachments = attachmentsOf(container);
  if (attachments.length === 0) return {network_mode: 'none'};
  const inside = exported.inside('networks');
  const entries = attachments.map(attachment => {
    const fields = carryKeys(attachment, keys, inside, inside.lose);
    const name = attachment.network === BRIDGE ? 'default' : attachment.network;
    return [name, Object.keys(fields).length > 0 ? fields : null];
  });
  return {networks: Object.fromEntries(entries) as Fields};
}
