import type {Task} from '../model/launch-file.ts';
import type {KeyPath} from '../config/yaml/parsed-file.ts';
import {limitsOf} from '../probes/registry.ts';
import type {Limits} from '../polling/limits.ts';
import type {Probe, ProbeLimits} from '../schema/probes.ts';
import {readyProbesOf} from './probes-of.ts';

/** A probe with its limits and their location. */
export interface LimitedProbe {
  readonly probe: Probe;
  /** The location of the probe in the file. */
  readonly path: KeyPath;
  /** The location of the limits: next to the probe's key, or in its map. */
  readonly limitsPath: KeyPath;
  /** The limits as written. */
  readonly source: ProbeLimits;
  readonly limits: Limits;
}

/** The readiness probes of a task, with their limits. */
export function limitedProbes(task: Task): readonly LimitedProbe[] {
  return readyProbesOf(task).map(({probe, path: inside}) => {
    const path = ['tasks', task.name, ...inside];
    const [key, value] = Object.entries(probe).find(([, each]) => isMap(each)) ?? [];
    return {
      ...{probe, path, limits: limitsOf(probe)},
      limitsPath: key === undefined ? path : [...path, key],
      source: (key === undefined ? probe : value) as ProbeLimits,
    };
  });
}

function isMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
