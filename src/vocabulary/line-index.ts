/** The lines of a text, for looking up many offsets. */
export interface LineIndex {
  /** The offset of the start of the line that contains `offset`. */
  startOf(offset: number): number;
  /** The line and the column of `offset`, both from 1, the column in characters. */
  positionOf(offset: number): Position;
}

/** A position in a text, as shown to people: line and column from 1, the column in characters. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A position in a file, for use without its text. */
export interface FilePosition extends Position {
  /** The absolute path. */
  readonly file: string;
}

/** The lines of `text`. The last result is cached, since requests for the same file usually come in a row. */
export function lineIndex(text: string): LineIndex {
  if (last?.text !== text) last = {text, index: makeIndex(text)};
  return last.index;
}

let last: {readonly text: string; readonly index: LineIndex} | undefined;

function makeIndex(text: string): LineIndex {
  const starts = [0, ...offsetsOf(/\n/g, text).map(at => at + 1)];
  // Characters of two units each. They are indexed too, since a single long line may contain the whole file.
  const pairs = offsetsOf(/[\uD800-\uDBFF](?=[\uDC00-\uDFFF])/g, text);
  const lineOf = (offset: number) => countUpTo(starts, offset) - 1;
  return {
    startOf: offset => starts[lineOf(offset)] ?? 0,
    positionOf(offset) {
      const line = lineOf(offset);
      const start = starts[line] ?? 0;
      const pairsBefore = countUpTo(pairs, offset - 2) - countUpTo(pairs, start - 1);
      return {line: line + 1, column: offset - start - pairsBefore + 1};
    },
  };
}

function offsetsOf(pattern: RegExp, text: string): number[] {
  const offsets: number[] = [];
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) offsets.push(match.index);
  return offsets;
}

/** The number of ascending numbers that are at most `limit`. */
function countUpTo(ascending: readonly number[], limit: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
