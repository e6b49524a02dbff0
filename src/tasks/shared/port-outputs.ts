import type {HostPort} from '../../places/ports.ts';

/** The names of the outputs for published ports. */
export function portOutputNames(ports: readonly number[]): readonly string[] {
  return ports.flatMap(port => [`ports.${port}`, `ports.${port}.host`, `ports.${port}.port`]);
}

/** The outputs for published ports, keyed by the container or guest ports. */
export function portOutputs(published: ReadonlyMap<number, HostPort>): Readonly<Record<string, string>> {
  const outputs = [...published].flatMap(([port, {host, port: hostPort}]) => [
    [`ports.${port}`, `${host.includes(':') ? `[${host}]` : host}:${hostPort}`],
    [`ports.${port}.host`, host],
    [`ports.${port}.port`, String(hostPort)],
  ]);
  return Object.fromEntries(outputs) as Record<string, string>;
}
