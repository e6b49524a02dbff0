import type {Address, ExposedPort, HostEntry, MacAddress, PortMapping, Scalars} from '../values.ts';

/** The networks, published ports and names of a container. */
export interface NetworkKeys {
  /**
   * Ports to publish, each `[host address:][host port]:container port[/protocol]`, where the protocol is `tcp`, `udp` or `sctp`.
   * The host address is 127.0.0.1 by default. Without a host port, Docker chooses one; from a range of host ports, Docker chooses
   * a free one. A range of container ports (`8000-8002:80-82`) publishes each of them. Docker cannot publish ports of a container
   * that is only in internal networks; with `ports`, such a container also joins `bridge`, and can reach the outside through it.
   * Default: none.
   * @examples [["8080:80"], ["${{ tasks.address.ip }}::8888"]]
   */
  ports?: PortMapping[];
  /**
   * Ports that the container listens on without publishing them, each `port[/protocol]` or a range, for programs such as proxies
   * that look for them. Default: the image's.
   * @examples [["8080"]]
   */
  expose?: ExposedPort[];
  /**
   * The networks to join: `network` tasks (this implies the need), or `bridge` for Docker's default; an empty list means no
   * network. Default: `[bridge]`.
   */
  networks?: (string | NetworkAttachment)[];
  /**
   * A network namespace instead of `networks`: `host` for the engine's machine, `none`, or `container:<id>` to share another
   * container's. Default: a namespace of its own, connected to `networks`.
   * @pattern \$\{\{|^(host|none|bridge|container:.+)$
   * @patternErrorMessage expected `host`, `none`, `bridge` or `container:${{ tasks.db.id }}`
   * @examples ["host", "container:${{ tasks.db.id }}"]
   */
  network_mode?: string;
  /**
   * A group of containers that share one network, like those of a Kubernetes pod: containers with the same name reach each other
   * at `localhost`. The first container of the group in the file provides the network; the others need it, and cannot set keys
   * such as `ports` and `networks`. In a cluster, the group is one pod. Default: none; the container has a network of its own.
   * @pattern ^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$
   * @patternErrorMessage expected the name of a pod: at most 63 lower-case letters, digits and `-`
   * @examples ["shop"]
   */
  pod?: string;
  /**
   * Additional names for other containers, each `task` or `task:name`; this implies the need. The containers must share a
   * network. Default: none.
   * @examples [["db:database"]]
   */
  links?: string[];
  /**
   * Additional host names to resolve, each `name:address`. Default: none.
   * @examples [["host.docker.internal:host-gateway"]]
   */
  extra_hosts?: HostEntry[];
  /**
   * The container's host name. Default: the start of the container's id.
   * @examples ["web"]
   */
  hostname?: string;
  /**
   * The domain of the host name. Default: none.
   * @examples ["example.test"]
   */
  domainname?: string;
  /**
   * The container's MAC address in the first of its networks. Default: Docker chooses.
   * @examples ["02:42:ac:11:65:43"]
   */
  mac_address?: MacAddress;
  /**
   * The DNS servers to query. Default: the engine's.
   * @examples [["9.9.9.9"]]
   */
  dns?: Address[];
  /**
   * Options of the resolver, as in `resolv.conf`. Default: the engine's.
   * @examples [["ndots:1"]]
   */
  dns_opt?: string[];
  /**
   * Domains to search for host names in. Default: the engine's.
   * @examples [["example.test"]]
   */
  dns_search?: string[];
}

/** A network that a container joins, with options. */
export interface NetworkAttachment {
  /** The `network` task; this implies the need. */
  network: string;
  /** Names of the container on that network, in addition to the name of its task. Default: none. */
  aliases?: string[];
  /**
   * The container's address on that network, from one of the network's subnets. Default: Docker chooses.
   * @examples ["172.30.0.2"]
   */
  ip?: Address;
  /**
   * The container's IPv6 address, if `ip` is an IPv4 address. Default: Docker chooses.
   * @examples ["fd00:30::2"]
   */
  ipv6_address?: Address;
  /**
   * Additional link-local addresses. Default: none.
   * @examples [["169.254.8.8"]]
   */
  link_local_ips?: Address[];
  /**
   * The container's MAC address on that network. Needs Docker 25; the container's own `mac_address` does not. Default: Docker
   * chooses.
   * @examples ["02:42:ac:11:65:43"]
   */
  mac_address?: MacAddress;
  /**
   * Options of the network driver for this container. Default: none.
   * @examples [{"com.docker.network.endpoint.ifname": "eth7"}]
   */
  driver_opts?: Scalars;
  /**
   * The priority of the network: the one with the highest number has the default route. Needs Docker 28.
   * @default 0
   * @unit points
   * @asType integer
   */
  gw_priority?: number;
}
