/** The matches in a line: start and end of the first match, of the second, and so on. Empty matches are left out. */
export type Marks = readonly number[];

/** A matching line. */
export interface Found {
  /** The index of the line in the searched lines. */
  readonly at: number;
  readonly marks: Marks;
}

/** Maximum number of marks per line. */
const MOST_MARKS = 1_000;

/** Finds the lines that match a global pattern. May take years: `(a+)+$` does for a line of 40 characters. */
export function findMarks(pattern: RegExp, lines: readonly string[]): readonly Found[] {
  return lines.flatMap((line, at) => {
    pattern.lastIndex = 0;
    return pattern.test(line) ? [{at, marks: marksIn(line, pattern)}] : [];
  });
}

function marksIn(line: string, pattern: RegExp): Marks {
  const marks: number[] = [];
  pattern.lastIndex = 0;
  for (const {0: text, index} of line.matchAll(pattern)) {
    if (marks.length >= 2 * MOST_MARKS) break;
    if (text === '') continue;
    if (marks.at(-1) === index) marks[marks.length - 1] = index + text.length;
    else marks.push(index, index + text.length);
  }
  return marks;
}
