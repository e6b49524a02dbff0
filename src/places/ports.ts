import type {Protocol} from '../vocabulary/protocol.ts';

/** A port that a container publishes on this machine. */
export interface PublishedPort {
  /** The address of this machine. */
  readonly address: string;
  /** Absent if the place chooses the port. */
  readonly hostPort?: number;
  /** A range such as `8000-8009` from which the place chooses the port, instead of `hostPort`. */
  readonly hostRange?: string;
  /** The port in the container. */
  readonly port: number;
  readonly protocol: Protocol;
}

/** The address at which this machine reaches a published port. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** Docker's name of a port: `8888/tcp`. */
export function portName({port, protocol}: Pick<PublishedPort, 'port' | 'protocol'>): string {
  return `${port}/${protocol}`;
}

/** The host ports that a mapping allows, in order; `[0]` if the system chooses. */
export function hostPorts({hostPort, hostRange}: PublishedPort): readonly number[] {
  if (hostPort !== undefined) return [hostPort];
  if (hostRange === undefined) return [0];
  const [first = 0, last = first] = hostRange.split('-').map(Number);
  return Array.from({length: last - first + 1}, (_, at) => first + at);
}
