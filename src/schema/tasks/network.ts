import type {CommonTask} from '../common-task.ts';
import type {Address, Scalars, Subnet} from '../values.ts';

/**
 * A Docker network. Outputs: `id`, `name`, `subnet`, `gateway`.
 * @skeleton {"network": {"internal": "${1:true}"}}
 */
export interface NetworkTask extends CommonTask {
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
   * Its address range. Default: Docker chooses.
   * @examples ["172.30.0.0/24"]
   */
  subnet?: Subnet;
  /**
   * The gateway address, from the subnet. Default: Docker chooses.
   * @examples ["172.30.0.1"]
   */
  gateway?: Address;
  /** Whether to enable IPv6 as well. Default: `false`. */
  ipv6?: boolean;
  /** Labels of the network; bottle adds its own. Default: none. */
  labels?: Scalars;
}
