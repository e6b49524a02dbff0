import type {CommonTask} from '../common-task.ts';
import type {PlaceKey} from '../places.ts';
import type {Address, OutputName, Scalars, Subnet} from '../values.ts';

/**
 * A Docker network. Outputs: `id`, `name`, `subnet`, `gateway`, and `addresses.<name>` for each name in `addresses`.
 * @skeleton {"network": {"internal": "${1:true}"}}
 */
export interface NetworkTask extends CommonTask, PlaceKey {
  /** A Docker network, created for this run and removed with it. */
  network: Network;
}

/** Options of the network. */
export interface Network {
  /** Whether to block access to the outside. Default: `false`. */
  internal?: boolean;
  /**
   * The network driver.
   * @default bridge
   */
  driver?: string;
  /**
   * The address range of the network. Default: Docker chooses.
   * @examples ["172.30.0.0/24"]
   */
  subnet?: Subnet;
  /**
   * The gateway address, from the subnet. Default: Docker chooses.
   * @examples ["172.30.0.1"]
   */
  gateway?: Address;
  /**
   * Names of addresses that Docker gives only to containers that set them as their `ip`. Each is an output, `addresses.<name>`, so
   * other tasks can start with the address of a container before the container is running. Default: none.
   * @examples [["proxy"]]
   */
  addresses?: OutputName[];
  /** Whether to enable IPv6 as well. Default: `false`. */
  ipv6?: boolean;
  /** The address ranges of the network, if one `subnet` is not enough. Default: Docker chooses. */
  ipam?: Ipam;
  /** Whether containers that bottle did not create can join a swarm network. Default: `false`. */
  attachable?: boolean;
  /**
   * Options of the driver. Default: none.
   * @examples [{"com.docker.network.bridge.name": "br-shop"}]
   */
  driver_opts?: Scalars;
  /**
   * The name of the network in Docker. Default: generated from the run and the task; with `external`, the name of the task.
   * @examples ["shared"]
   */
  name?: string;
  /** Whether the network already exists, under `name`; bottle then neither creates nor removes it. Default: `false`. */
  external?: boolean;
  /** Labels of the network; bottle adds its own. Default: none. */
  labels?: Scalars;
}

/** How a network assigns addresses. */
export interface Ipam {
  /**
   * The driver that assigns addresses.
   * @default default
   */
  driver?: string;
  /** Options of that driver. Default: none. */
  options?: Scalars;
  /** The address ranges, such as one for IPv4 and one for IPv6. Default: Docker chooses. */
  config?: AddressRange[];
}

/** An address range of a network. */
export interface AddressRange {
  /**
   * The range.
   * @examples ["172.30.0.0/24"]
   */
  subnet: Subnet;
  /**
   * The part of the range that containers get addresses from. Default: the whole range.
   * @examples ["172.30.0.128/25"]
   */
  ip_range?: Subnet;
  /**
   * The gateway address. Default: Docker chooses.
   * @examples ["172.30.0.1"]
   */
  gateway?: Address;
  /**
   * Addresses that containers do not get, by name. Default: none.
   * @examples [{"printer": "172.30.0.9"}]
   */
  aux_addresses?: Record<string, Address>;
}
