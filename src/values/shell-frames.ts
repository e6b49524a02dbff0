/**
 * How a value must be written at a place of a shell script so that it stays a value: as a word of its own, inside quotes
 * that are there already, or as a whole number (arithmetic evaluates what it is given, in bash even `a[$(command)]`);
 * or the reason why it cannot be quoted.
 */
export type Quoting = 'word' | 'inside' | 'number' | Refusal;

export type Refusal =
  'single quotes' | 'quoted here-document' | 'end word' | 'backslash' | 'backticks' | 'variable name';

/** The context of the lexer; `hole` is how a value is written there. */
export type Frame = CommandFrame | ArithmeticFrame | BraceFrame | DocumentFrame | QuotedFrame;

/** Commands: the script itself, `$( )`, `( )`, or backticks, which end at an offset that is known beforehand. */
export interface CommandFrame {
  readonly type: 'command';
  readonly hole: Quoting;
  readonly closedBy: ')' | number | undefined;
  /** The word so far, `?` for each part of it that is not plain; empty between words. */
  word: string;
  /** Where the word begins. */
  wordStart: number;
  /** Whether the next word is a command's name or a reserved word. */
  atCommand: boolean;
  /** How many `case` are open: their patterns end with a `)` that closes nothing. */
  cases: number;
}

/** `$(( ))`, `(( ))`, `$[ ]` and the subscript of an assignment. */
export interface ArithmeticFrame {
  readonly type: 'arithmetic';
  readonly hole: 'number';
  readonly open: string;
  readonly close: string;
  depth: number;
}

/** `${name…}`: its operator is read first, since it determines the quoting of values after it. */
export interface BraceFrame {
  readonly type: 'brace';
  readonly around: Quoting;
  hole: Quoting;
  isPastOperator: boolean;
}

/** The lines of a here-document. */
export interface DocumentFrame extends HereDocument {
  readonly type: 'document';
  readonly hole: Quoting;
  isLineStart: boolean;
}

export interface HereDocument {
  readonly endWord: string;
  readonly isQuoted: boolean;
  /** `<<-`: tabs before a line do not count. */
  readonly stripsTabs: boolean;
}

export interface QuotedFrame {
  readonly type: 'double' | 'single' | 'ansi' | 'comment';
  readonly hole: Quoting;
}

/** Where the lexer is. `holes` are the offsets, in order, at which values come in between two characters. */
export interface Cursor {
  readonly text: string;
  readonly holes: readonly number[];
  readonly frames: [CommandFrame, ...Frame[]];
  /** How each hole that was passed is written. */
  readonly quotings: Quoting[];
  /** Here-documents whose lines begin after the next line break. */
  readonly documents: HereDocument[];
  /** Which of the frames are backticks, outermost first: looked for at each step, and there are hardly any. */
  readonly backticks: number[];
  /** The results of looking ahead, so that no part of a script is read repeatedly. */
  readonly ahead: LookAhead;
  at: number;
  /** Why the very next hole cannot be. */
  refusal: Refusal | undefined;
  /** Called for every word and operator; absent if only the holes matter. */
  readonly onToken?: (token: ShellToken) => void;
}

export interface LookAhead {
  /** For each `(` the offset of the `)` that closes it, -1 where none does; of the whole script, once it is asked for. */
  parentheses?: Int32Array;
  /** The first `]` or line break after the last requested offset. */
  subscriptEnd?: number;
}

/** A word, or a character of an operator: `;`, `&`, `|`, `<`, `>`, `(`, a line break, or the `)` after a pattern of `case`. */
export interface ShellToken {
  readonly type: 'word' | 'operator';
  readonly start: number;
  readonly end: number;
  /** The commands that contain it; the contents of `( )` or `$( )` are commands of their own. */
  readonly commands: CommandFrame;
  /** Whether the word is in the position of a command's name or a reserved word. */
  readonly isAtCommand: boolean;
}

export function command(closedBy: CommandFrame['closedBy'], hole: Quoting = 'word'): CommandFrame {
  return {type: 'command', hole, closedBy, word: '', wordStart: 0, atCommand: true, cases: 0};
}

export function innermost(cursor: Cursor): Frame {
  return cursor.frames.at(-1) ?? cursor.frames[0];
}

/** Whether `token` is here, without a value in between. */
export function stands(cursor: Cursor, token: string): boolean {
  return cursor.text.startsWith(token, cursor.at) && cursor.at + token.length <= nextHole(cursor);
}

/** The script text from here to the next hole. */
export function solidText(cursor: Cursor): string {
  return cursor.text.slice(cursor.at, nextHole(cursor));
}

/** Enters `frame` after `length` characters. */
export function enter(cursor: Cursor, length: number, frame: Frame): void {
  cursor.at += length;
  if (isBackticks(frame)) cursor.backticks.push(cursor.frames.length);
  cursor.frames.push(frame);
}

/** Leaves all frames from the one at `index` on, after `length` characters. */
export function leaveFrom(cursor: Cursor, index: number, length: number): void {
  cursor.at += length;
  cursor.frames.length = index;
  while ((cursor.backticks.at(-1) ?? -1) >= index) cursor.backticks.pop();
}

function isBackticks(frame: Frame): frame is CommandFrame {
  return frame.type === 'command' && typeof frame.closedBy === 'number';
}

/** Leaves the innermost frame after `length` characters. */
export function leave(cursor: Cursor, length: number): void {
  leaveFrom(cursor, cursor.frames.length - 1, length);
}

function nextHole({holes, quotings, text}: Cursor): number {
  return holes[quotings.length] ?? text.length;
}
