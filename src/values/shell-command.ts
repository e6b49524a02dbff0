import {beginDocuments, stepHereOperator} from './shell-document.ts';
import {arithmetic, looksArithmetic, stepExpansion, stepQuotes} from './shell-expansion.ts';
import {command, enter, leave, stands, type CommandFrame, type Cursor} from './shell-frames.ts';

/** Takes one step through commands: words, separators, and nested constructs. */
export function stepCommand(cursor: Cursor, frame: CommandFrame): void {
  const character = cursor.text.charAt(cursor.at);
  if (frame.word === '') frame.wordStart = cursor.at;
  if (stepQuotes(cursor) || stepExpansion(cursor)) frame.word += '?';
  else if (character === '#' && frame.word === '') enter(cursor, 1, {type: 'comment', hole: 'inside'});
  else if (isAssignedSubscript(cursor, frame)) openInWord(cursor, frame);
  else if (/[\s;&|()<>]/.test(character)) stepOperator(cursor, frame, character);
  else {
    frame.word += character;
    cursor.at += 1;
  }
}

function stepOperator(cursor: Cursor, frame: CommandFrame, character: string): void {
  endWord(cursor, frame);
  if (/[\n;&|(<>]/.test(character) || (character === ')' && !closes(frame))) {
    const token = {type: 'operator', start: cursor.at, end: cursor.at + 1, commands: frame} as const;
    cursor.onToken?.({...token, isAtCommand: false});
  }
  if (/[\n;&|()]/.test(character)) frame.atCommand = true;
  if (character === '\n') beginDocuments(cursor);
  else if (character === '(') openParenthesis(cursor);
  else if (character === ')') closeParenthesis(cursor, frame);
  else if (character === '<') stepHereOperator(cursor);
  else cursor.at += 1;
}

function openParenthesis(cursor: Cursor): void {
  const isArithmetic = stands(cursor, '((') && looksArithmetic(cursor, cursor.at);
  if (isArithmetic) enter(cursor, 2, arithmetic('(', ')', 2));
  else enter(cursor, 1, command(')'));
}

function closeParenthesis(cursor: Cursor, frame: CommandFrame): void {
  if (closes(frame)) leave(cursor, 1);
  else cursor.at += 1;
}

/** Whether a `)` ends these commands rather than a pattern of a `case`. */
function closes({closedBy, cases}: CommandFrame): boolean {
  return closedBy === ')' && cases === 0;
}

/** Ends the word. Tracks `case … esac` to recognize each `)` that ends a pattern. */
export function endWord(cursor: Cursor, frame: CommandFrame): void {
  const {word, wordStart, atCommand} = frame;
  if (word === '') return;
  const token = {type: 'word', start: wordStart, end: cursor.at, commands: frame} as const;
  cursor.onToken?.({...token, isAtCommand: atCommand});
  if (frame.atCommand) {
    if (word === 'case') frame.cases += 1;
    if (word === 'esac' && frame.cases > 0) frame.cases -= 1;
    frame.atCommand = wordsBeforeCommand.has(word);
  } else if (word === 'in' && frame.cases > 0) frame.atCommand = true;
  frame.word = '';
}

const wordsBeforeCommand = new Set(['if', 'then', 'elif', 'else', 'while', 'until', 'do', '{', '!', 'time']);

/** In `a[…]=`, the contents of the brackets are evaluated. Elsewhere, `a[…]` is a file name pattern. */
function isAssignedSubscript(cursor: Cursor, frame: CommandFrame): boolean {
  if (!stands(cursor, '[') || !isName(cursor, frame)) return false;
  const assigned = /\]\+?=/y;
  assigned.lastIndex = subscriptEnd(cursor);
  return assigned.test(cursor.text);
}

/** Whether the word so far is a plain name, without values. */
function isName({text, at}: Cursor, {word, wordStart}: CommandFrame): boolean {
  const length = at - wordStart;
  if (length === 0 || length > LONGEST_NAME || word.length !== length) return false;
  return /^[A-Za-z_]\w*$/.test(text.slice(wordStart, at));
}

const LONGEST_NAME = 250;

/** The offset of the next `]` or line break. */
function subscriptEnd({text, ahead, at}: Cursor): number {
  if (ahead.subscriptEnd === undefined || ahead.subscriptEnd < at) {
    const end = /[\]\n]/g;
    end.lastIndex = at;
    ahead.subscriptEnd = end.exec(text)?.index ?? text.length;
  }
  return ahead.subscriptEnd;
}

function openInWord(cursor: Cursor, frame: CommandFrame): void {
  frame.word += '?';
  enter(cursor, 1, arithmetic('[', ']', 1));
}
