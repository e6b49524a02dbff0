import type {ListedRun} from '../../../schema/run-list.ts';

/** Several runs of one launch file whose names differ only in their number. */
export interface CopiedRuns {
  /** The name of the runs without the number. */
  readonly base: string;
  readonly file: string;
  /** Sorted by number. */
  readonly copies: readonly ListedRun[];
}

/** Minimum number of copies in a group; fewer are listed one by one, with their tasks. */
const FEWEST = 4;

/** Runs in their original order, with copies of a launch grouped at the position of the first one. */
export function groupRuns(runs: readonly ListedRun[]): readonly (ListedRun | CopiedRuns)[] {
  const groups = new Map<string, ListedRun[]>();
  for (const run of runs) {
    const key = keyOf(run);
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return runs.flatMap((run): readonly (ListedRun | CopiedRuns)[] => {
    const copies = groups.get(keyOf(run) ?? '') ?? [];
    if (copies.length < FEWEST) return [run];
    if (copies[0] !== run) return [];
    const {base} = partsOf(run);
    return [
      {base, file: run.file ?? '', copies: copies.toSorted((a, b) => partsOf(a).number - partsOf(b).number)},
    ];
  });
}

function keyOf(run: ListedRun): string | undefined {
  const {base, number} = partsOf(run);
  return Number.isNaN(number) || run.file === null ? undefined : `${run.file}\0${base}`;
}

function partsOf({name}: ListedRun): {readonly base: string; readonly number: number} {
  const [, base = name, number = NaN] = /^(.+)-([1-9]\d*)$/.exec(name) ?? [];
  return {base, number: Number(number)};
}
