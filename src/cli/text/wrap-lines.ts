/** A line that may be too long for the terminal. */
export interface Line {
  readonly text: string;
  /** Indentation of continuation lines. */
  readonly hang: number;
}

/** Joins lines. Text that does not fit in `width` columns is wrapped with a hanging indent. */
export async function wrapLines(lines: readonly Line[], width: number): Promise<string> {
  if (width === Infinity) return lines.map(({text}) => text.trimEnd()).join('\n');
  // Loaded on demand, since output to a pipe is not wrapped.
  const {default: wrapAnsi} = await import('wrap-ansi');
  const wrap = ({text, hang}: Line): string => {
    const indent = Math.min(hang, width >> 1);
    const [first = '', ...rest] = wrapAnsi(text, width, {trim: false, hard: true}).split('\n');
    if (rest.length === 0) return first.trimEnd();
    const below = wrapAnsi(rest.join('').trimStart(), width - indent, {hard: true}).split('\n');
    return [first.trimEnd(), ...below.map(each => ' '.repeat(indent) + each)].join('\n');
  };
  return lines.map(wrap).join('\n');
}
