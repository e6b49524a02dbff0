import type {KeyPath} from '../config/yaml/parsed-file.ts';
import type {Task} from '../model/launch-file.ts';
import type {LivenessProbe} from '../schema/liveness.ts';
import type {Probe} from '../schema/probes.ts';

/** A probe, and its path in the task. */
export interface PlacedProbe<Kind = Probe | LivenessProbe> {
  readonly path: KeyPath;
  readonly probe: Kind;
}

/** The readiness and liveness probes of a task. */
export function probesOf(task: Task): readonly PlacedProbe[] {
  const {source} = task;
  const liveness = 'liveness' in source ? source.liveness : undefined;
  return [...readyProbesOf(task), ...placed('liveness', liveness)];
}

/** The readiness probes of a task. */
export function readyProbesOf({source: {ready}}: Task): readonly PlacedProbe<Probe>[] {
  return placed('ready', ready);
}

function placed<Kind extends object>(
  key: string,
  probes: Kind | readonly Kind[] = [],
): readonly PlacedProbe<Kind>[] {
  if (!isList(probes)) return [{path: [key], probe: probes}];
  return probes.map((probe, at) => ({path: [key, at], probe}));
}

function isList<Kind>(probes: Kind | readonly Kind[]): probes is readonly Kind[] {
  return Array.isArray(probes);
}
