/** The places of a line that match: where the first match begins, where it ends, and so on. Empty matches have no place. */
export type Marks = readonly number[];

/** A line that matches. */
export interface Found {
  /** Its position among the lines that were searched. */
  readonly at: number;
  readonly marks: Marks;
}

/** More places of one line are not marked. */
const MOST_MARKS = 1_000;

/** The lines that match a global pattern. It may take years: `(a+)+$` does, for a line of 40 characters. */
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
