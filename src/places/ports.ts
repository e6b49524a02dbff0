import type {Protocol} from '../vocabulary/protocol.ts';

/** A port that a container publishes on this machine. */
export interface PublishedPort {
  /** The address of this machine. */
  readonly address: string;
  /** Absent: the place chooses. */
  readonly hostPort?: number;
  /** Instead: the place chooses one of these, `8000-8009`. */
  readonly hostRange?: string;
  /** Inside. */
  readonly port: number;
  readonly protocol: Protocol;
}

/** Where a published port is reached from this machine. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** As Docker writes it: `8888/tcp`. */
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
