import type {SourceOf} from '../kind.ts';

/** The ports inside that the probes of a container connect to, as far as the file says. */
export function probedPorts({ready = [], liveness = []}: SourceOf<'container'>): readonly number[] {
  const probes: readonly object[] = [ready, liveness].flat();
  const ports = probes.flatMap(probe => ('port' in probe ? [Number(probe.port)] : []));
  return [...new Set(ports)].filter(port => Number.isInteger(port));
}
