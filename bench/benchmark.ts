import type {Command} from './processes.ts';

/** Measures bottle beside others. */
export interface Benchmark {
  readonly defaultRounds: number;
  measure(settings: Settings): Promise<Result>;
}

export interface Settings {
  readonly bottle: Command;
  readonly env: NodeJS.ProcessEnv;
  /** A directory of this benchmark's run, which is deleted after it. */
  readonly dir: string;
  readonly rounds: number;
  readonly onRound: (round: number) => void;
}

/** The table of a benchmark, with the samples that it is made of. */
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
