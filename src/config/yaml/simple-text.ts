/** A text that is read from its start, a token after the other. */
export interface SimpleText {
  readonly text: string;
  /** The offset of the next character. */
  at: number;
  /** After {@link nextToken}: the column of the next token, -1 at the end. */
  indent: number;
  /** After {@link nextToken}: the column of the rightmost comment line before the token, -1 if there is none. */
  comment: number;
}

/** Part of YAML that only the package reads; never seen outside of `simpleDocument`. */
export class NotSimple extends Error {}

/** From the start of a line to the first token that is no comment. */
export function nextToken(source: SimpleText): void {
  const {text} = source;
  source.comment = -1;
  for (;;) {
    const line = source.at;
    skipSpaces(source);
    const char = text.charAt(source.at);
    if (char === '') {
      source.indent = -1;
      return;
    }
    if (char !== '\n' && char !== '#') {
      source.indent = source.at - line;
      return;
    }
    if (char === '#') source.comment = Math.max(source.comment, source.at - line);
    skipLine(source);
  }
}

export function skipSpaces(source: SimpleText): void {
  while (source.text.charCodeAt(source.at) === SPACE) source.at += 1;
}

const SPACE = 32;

/** After a value: the rest of its line, with a comment if there is one. */
export function endLine(source: SimpleText): void {
  const before = source.at;
  skipSpaces(source);
  const char = source.text.charAt(source.at);
  if (char !== '' && char !== '\n' && (char !== '#' || source.at === before)) throw new NotSimple();
  skipLine(source);
}

export function skipLine(source: SimpleText): void {
  source.at = Math.min(lineEnd(source.text, source.at) + 1, source.text.length);
}

/** The offset of the end of the line, or of the text. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** A place one level deeper. */
export function deeper<Place extends {readonly depth: number}>(place: Place): Place {
  if (place.depth >= MAX_SIMPLE_DEPTH) throw new NotSimple();
  return {...place, depth: place.depth + 1};
}

/** Far below the depth that is reported. */
const MAX_SIMPLE_DEPTH = 50;
