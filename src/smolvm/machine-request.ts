/** The properties of a machine, as plain values for smolvm. */
export interface MachineRequest {
  /** A reference, or the absolute path of an archive or folder. */
  readonly image?: string;
  /** Absolute. */
  readonly from?: string;
  /** Absolute. */
  readonly smolfile?: string;
  readonly cpus?: number;
  readonly memoryMib?: number;
  readonly env: Readonly<Record<string, string>>;
  /** `host folder:guest folder[:ro]`, with absolute folders. */
  readonly volumes: readonly string[];
  readonly ports: readonly MachinePort[];
  readonly net?: boolean;
  readonly allowCidrs: readonly string[];
  readonly allowHosts: readonly string[];
  readonly denyCidrs: readonly string[];
  /** Starts the machine even if this version of smolvm would not confine it. */
  readonly unchecked: boolean;
  readonly command: readonly string[];
  /** Stops the machine when its command, or that of its image, exits. */
  readonly stopOnExit: boolean;
  readonly init: readonly string[];
}

/** A TCP port that is published on 127.0.0.1. */
export interface MachinePort {
  readonly host: number;
  readonly guest: number;
}

/** Whether it is created from an image that must be pulled. */
export function isPulled({image}: MachineRequest): boolean {
  return image !== undefined && !image.startsWith('/');
}

/** Whether lists restrict the addresses that a machine can reach. */
export function isConfined({allowCidrs, allowHosts, denyCidrs}: MachineRequest): boolean {
  return allowCidrs.length + allowHosts.length + denyCidrs.length > 0;
}

/** Whether smolvm gives it a network, which a list or a port implies. */
export function hasNetwork(request: MachineRequest): boolean {
  return request.net === true || isConfined(request) || request.ports.length > 0;
}
