import type {Command} from './processes.ts';

/** A measurement of bottle and other programs. */
export interface Benchmark {
  readonly defaultRounds: number;
  measure(settings: Settings): Promise<Result>;
}

export interface Settings {
  readonly bottle: Command;
  readonly env: NodeJS.ProcessEnv;
  /** A directory for this run of the benchmark, which is deleted afterwards. */
  readonly dir: string;
  readonly rounds: number;
  readonly onRound: (round: number) => void;
}

/** The table of a benchmark, with its samples. */
export interface Result {
  readonly title: string;
  readonly notes: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** Programs that were not found. */
  readonly skipped?: readonly string[];
  readonly samples: Readonly<Record<string, unknown>>;
}

export type Row = readonly (string | number)[];
