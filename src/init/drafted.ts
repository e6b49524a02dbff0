import type {TaskSource} from '../schema/launch-file.ts';

/** A task of a launch file that is being drafted. */
export interface DraftedTask {
  readonly name: string;
  readonly source: TaskSource;
  /** What stands above it, a line each. */
  readonly comments: readonly string[];
}

/** What a file of the project gives. */
export interface Drafted {
  readonly tasks: readonly DraftedTask[];
  /** What it says and a launch file does not, a sentence each, without a full stop. */
  readonly leftOut: readonly string[];
}

/** What several files give together. */
export function together(...parts: readonly Drafted[]): Drafted {
  return {tasks: parts.flatMap(({tasks}) => tasks), leftOut: parts.flatMap(({leftOut}) => leftOut)};
}
