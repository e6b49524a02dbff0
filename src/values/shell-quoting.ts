import {endWord, stepCommand} from './shell-command.ts';
import {stepDocument} from './shell-document.ts';
import {skipEscape, stepArithmetic, stepBrace, stepExpansion} from './shell-expansion.ts';
import {
  command,
  innermost,
  leave,
  leaveFrom,
  type Cursor,
  type Frame,
  type QuotedFrame,
  type Quoting,
  type ShellToken,
} from './shell-frames.ts';

/**
 * How to quote a value at each of `holes`, offsets into a POSIX (or bash) shell script at which values are inserted.
 *
 * A lexer with a stack. Of the grammar, it knows only quotes, expansions, comments, here-documents and the `)` of `case`. Invalid
 * syntax, such as an unclosed quote, is read to the end; the shell reports it.
 */
export function quotingAt(script: string, holes: readonly number[]): readonly Quoting[] {
  const cursor = cursorIn(script, holes);
  while (advance(cursor));
  return cursor.quotings;
}

/**
 * The words and operators of a script, in the order in which they end: the contents of `$( )` come before the word that contains
 * it. Empty for a script with more than {@link MAX_TOKENS} tokens, since the data made from them takes a hundred times the memory
 * of the script.
 */
export function tokensOf(script: string): readonly ShellToken[] {
  const tokens: ShellToken[] = [];
  const cursor = cursorIn(script, [], token => tokens.push(token));
  while (advance(cursor)) if (tokens.length > MAX_TOKENS) return [];
  for (const frame of cursor.frames.toReversed()) if (frame.type === 'command') endWord(cursor, frame);
  return tokens;
}

/** Scripts with ten thousand lines have about half as many. */
export const MAX_TOKENS = 100_000;

function cursorIn(script: string, holes: readonly number[], onToken?: Cursor['onToken']): Cursor {
  return {
    text: script,
    holes,
    frames: [command(undefined)],
    quotings: [],
    documents: [],
    backticks: [],
    ahead: {},
    at: 0,
    refusal: undefined,
    ...(onToken && {onToken}),
  };
}

/** Takes one step through the script; returns `false` at the end of the script. */
function advance(cursor: Cursor): boolean {
  while (cursor.holes[cursor.quotings.length] === cursor.at) passHole(cursor);
  if (cursor.at >= cursor.text.length) return false;
  if (!closeBackticks(cursor)) step(cursor, innermost(cursor));
  return true;
}

function passHole(cursor: Cursor): void {
  const frame = innermost(cursor);
  const holes = cursor.backticks.map(index => cursor.frames[index]?.hole);
  const backticks = holes.find(hole => hole === 'backticks');
  cursor.quotings.push(cursor.refusal ?? backticks ?? frame.hole);
  cursor.refusal = undefined;
  if (frame.type === 'command') {
    if (frame.word === '') frame.wordStart = cursor.at;
    frame.word += '?';
  }
  if (frame.type === 'document') frame.isLineStart = false;
}

/** Closes backticks at the closing backtick, even if something inside is still open. */
function closeBackticks(cursor: Cursor): boolean {
  const {frames, at, backticks} = cursor;
  for (const index of backticks) {
    const frame = frames[index];
    if (frame?.type !== 'command' || typeof frame.closedBy !== 'number' || frame.closedBy > at) continue;
    endWord(cursor, frame);
    leaveFrom(cursor, index, 1);
    return true;
  }
  return false;
}

function step(cursor: Cursor, frame: Frame): void {
  if (frame.type === 'command') stepCommand(cursor, frame);
  else if (frame.type === 'arithmetic') stepArithmetic(cursor, frame);
  else if (frame.type === 'brace') stepBrace(cursor, frame);
  else if (frame.type === 'document') stepDocument(cursor, frame);
  else stepQuoted(cursor, frame);
}

function stepQuoted(cursor: Cursor, {type}: QuotedFrame): void {
  const character = cursor.text.charAt(cursor.at);
  if (character === endOf[type]) leave(cursor, type === 'comment' ? 0 : 1);
  else if (type === 'ansi' && character === '\\') skipEscape(cursor);
  else if (type !== 'double' || !stepExpansion(cursor)) cursor.at += 1;
}

const endOf = {double: '"', single: "'", ansi: "'", comment: '\n'};
