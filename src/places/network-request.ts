import type {AddressRange} from '../schema/tasks/network.ts';

/** A network, with its references resolved. */
export interface NetworkRequest {
  /** Default: derived from the run and the task; for an external network, the name of the task. */
  readonly name?: string;
  /** Whether it must already exist; nothing is created. */
  readonly external: boolean;
  readonly driver: string;
  /** Whether it blocks access to the outside. */
  readonly internal: boolean;
  readonly ipv6: boolean;
  readonly attachable: boolean;
  readonly driverOpts: Readonly<Record<string, string>>;
  readonly ipam: IpamRequest;
  readonly labels: Readonly<Record<string, string>>;
  /** Names of the addresses to reserve. */
  readonly addresses: readonly string[];
}

/** How the network assigns addresses. */
export interface IpamRequest {
  readonly driver: string;
  readonly options: Readonly<Record<string, string>>;
  readonly ranges: readonly AddressRange[];
}

/** A network of the place; a missing property is `''`. */
export interface PlacedNetwork {
  readonly id: string;
  /** The name that containers use to join it. */
  readonly name: string;
  readonly subnet: string;
  readonly gateway: string;
  /** The reserved addresses by name. */
  readonly addresses: Readonly<Record<string, string>>;
}
