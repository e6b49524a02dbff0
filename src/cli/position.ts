/** A place in a text as people and most tools count it: both from 1, the column in characters. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where the character at `offset` (in UTF-16 units) stands. */
export function positionAt(text: string, offset: number): Position {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return {
    line: text.slice(0, lineStart).split('\n').length,
    column: Array.from(text.slice(lineStart, offset)).length + 1,
  };
}
