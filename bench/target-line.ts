import type {Settings} from './benchmark.ts';
import {median, ratios} from './measure.ts';
import type {Runners} from './runners.ts';

export type Samples = Readonly<Record<string, readonly number[]>>;

/** A line of the table: the times of each program. */
export interface Line {
  readonly what: string;
  readonly samples: Samples;
  readonly digits?: number;
  /** The target and the result: `1.2 (target 1.6)`. */
  readonly target?: string;
}

/** Measures some lines. */
export type Section = (settings: Settings, runners: Runners) => Promise<readonly Line[]>;

/** The median of the ratios of each round. */
export function against(samples: Samples, peer: string, limit: number, digits = 2): string {
  const [own = [], other = []] = [samples.bottle, samples[peer]];
  if (other.length === 0) return `${peer} is missing (target ${limit})`;
  return `${median(ratios(own, other)).toFixed(digits)} x ${peer} (target ${limit})`;
}
