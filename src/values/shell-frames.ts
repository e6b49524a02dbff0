/**
 * How to quote a value at a position in a shell script to keep the shell from parsing it: as a word, inside existing quotes, or
 * as a whole number (arithmetic is evaluated, in bash even `a[$(command)]`); or the reason why it cannot be quoted.
 */
export type Quoting = 'word' | 'inside' | 'number' | Refusal;

export type Refusal =
  'single quotes' | 'quoted here-document' | 'end word' | 'backslash' | 'backticks' | 'variable name';

/** The context of the lexer. `hole` is how a value is quoted in it. */
export type Frame = CommandFrame | ArithmeticFrame | BraceFrame | DocumentFrame | QuotedFrame;

/** Commands: the script itself, `$( )`, `( )`, or backticks, whose end offset is known in advance. */
export interface CommandFrame {
  readonly type: 'command';
  readonly hole: Quoting;
  readonly closedBy: ')' | number | undefined;
  /** The word so far, with `?` for each part that is not plain text; empty between words. */
  word: string;
  /** The offset of the start of the word. */
  wordStart: number;
  /** Whether the next word is a command's name or a reserved word. */
  atCommand: boolean;
  /** The number of open `case` statements, whose patterns end with an unmatched `)`. */
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

/** `${name…}`. The operator is read first, since it determines how values after it are quoted. */
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
  /** Whether leading tabs are removed (`<<-`). */
  readonly stripsTabs: boolean;
}

export interface QuotedFrame {
  readonly type: 'double' | 'single' | 'ansi' | 'comment';
  readonly hole: Quoting;
}

/** The state of the lexer. `holes` are the offsets between two characters at which values are inserted, in ascending order. */
export interface Cursor {
  readonly text: string;
  readonly holes: readonly number[];
  readonly frames: [CommandFrame, ...Frame[]];
  /** The quoting of each hole so far. */
  readonly quotings: Quoting[];
  /** Here-documents whose lines start after the next line break. */
  readonly documents: HereDocument[];
  /** The indexes of the frames that are backticks, outermost first. Each step checks them, and there are hardly any. */
  readonly backticks: number[];
  /** Cached results of looking ahead, to avoid reading parts of the script repeatedly. */
  readonly ahead: LookAhead;
  at: number;
  /** Why the next hole cannot be filled. */
  refusal: Refusal | undefined;
  /** Called for every word and operator; absent if only holes matter. */
  readonly onToken?: (token: ShellToken) => void;
}

export interface LookAhead {
  /** For each `(`, the offset of its closing `)`, or -1 if there is none. Computed on first use, for the whole script. */
  parentheses?: Int32Array;
  /** The first `]` or line break after the last requested offset. */
  subscriptEnd?: number;
}

/** A word, or a character of an operator: `;`, `&`, `|`, `<`, `>`, `(`, a line break, or the `)` after a pattern of `case`. */
export interface ShellToken {
  readonly type: 'word' | 'operator';
  readonly start: number;
  readonly end: number;
  /** The commands that contain the token. The contents of `( )` and `$( )` are separate commands. */
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

/** Leaves the frame at `index` and all frames inside it, after `length` characters. */
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
