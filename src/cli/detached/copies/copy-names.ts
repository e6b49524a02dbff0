import type {KnownRun} from '../../../runs/known-run.ts';

/** The names of the copies of a launch: `shop-1`, `shop-2` … */
export function copyNames(base: string, copies: number): readonly string[] {
  return Array.from({length: copies}, (_, at) => `${base}-${at + 1}`);
}

/** The pattern for these names in `bottle down`. */
export function copyPattern(base: string): string {
  return `'${base}-*'`;
}

/** Live runs of other launch files with one of these names. */
export function namesInUse(
  names: readonly string[],
  file: string,
  runs: readonly KnownRun[],
): readonly KnownRun[] {
  const wanted = new Set(names);
  return runs.filter(run => run.state === 'alive' && run.file !== file && wanted.has(run.name));
}

/** The live copies of a launch file with higher numbers. */
export function furtherCopies(
  base: string,
  {file, copies}: {readonly file: string; readonly copies: number},
  runs: readonly KnownRun[],
): readonly string[] {
  const isFurther = (name: string): boolean =>
    name.startsWith(`${base}-`) &&
    /^[1-9]\d*$/.test(name.slice(base.length + 1)) &&
    Number(name.slice(base.length + 1)) > copies;
  return runs
    .filter(run => run.state === 'alive' && run.file === file && isFurther(run.name))
    .map(({name}) => name);
}
