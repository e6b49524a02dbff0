import {
  command,
  enter,
  innermost,
  leave,
  solidText,
  stands,
  type ArithmeticFrame,
  type BraceFrame,
  type Cursor,
  type Quoting,
} from './shell-frames.ts';

/** Steps over a backslash or into an expansion, where these have a special meaning; returns `false` if there is neither. */
export function stepExpansion(cursor: Cursor): boolean {
  const character = cursor.text.charAt(cursor.at);
  if (character === '\\') skipEscape(cursor);
  else if (character === '`') enterBackticks(cursor);
  else if (stands(cursor, '$((') && looksArithmetic(cursor, cursor.at + 1)) {
    enter(cursor, 3, arithmetic('(', ')', 2));
  } else if (stands(cursor, '$(')) enter(cursor, 2, command(')'));
  else if (stands(cursor, '$[')) enter(cursor, 2, arithmetic('[', ']', 1));
  else if (stands(cursor, '${')) enterBrace(cursor);
  else return false;
  return true;
}

/** Skips a backslash and the next character. A value cannot follow a backslash. */
export function skipEscape(cursor: Cursor): void {
  const length = solidText(cursor).length;
  if (length === 1) cursor.refusal = 'backslash';
  cursor.at += Math.min(2, length);
}

/** Steps into quotes. Each kind of quotes has its own frame. */
export function stepQuotes(cursor: Cursor): boolean {
  const around = innermost(cursor).hole;
  if (stands(cursor, "$'")) enter(cursor, 2, {type: 'ansi', hole: 'single quotes'});
  else if (stands(cursor, "'")) enter(cursor, 1, {type: 'single', hole: 'single quotes'});
  else if (stands(cursor, '"')) enter(cursor, 1, {type: 'double', hole: insideQuotes(around)});
  else return false;
  return true;
}

export function stepArithmetic(cursor: Cursor, frame: ArithmeticFrame): void {
  if (stepExpansion(cursor) || stepQuotes(cursor)) return;
  if (stands(cursor, frame.open)) frame.depth += 1;
  if (stands(cursor, frame.close)) frame.depth -= 1;
  if (frame.depth === 0) leave(cursor, 1);
  else cursor.at += 1;
}

/** Inside double quotes, a single quote is an ordinary character, except in a pattern. */
export function stepBrace(cursor: Cursor, frame: BraceFrame): void {
  if (stands(cursor, '}')) leave(cursor, 1);
  else if (!frame.isPastOperator) stepOperator(cursor, frame);
  else if (!stepExpansion(cursor) && !(isQuote(cursor, frame) && stepQuotes(cursor))) cursor.at += 1;
}

function isQuote(cursor: Cursor, {hole}: BraceFrame): boolean {
  return hole === 'word' || !stands(cursor, "'");
}

/**
 * Whether the `((` here is closed by `))` and is therefore arithmetic, unlike nested subshells such as `((a); b)`. Quoted
 * parentheses are not recognized, because arithmetic does not use them.
 */
export function looksArithmetic({text, ahead}: Cursor, start: number): boolean {
  ahead.parentheses ??= closingParentheses(text);
  const end = ahead.parentheses[start + 1] ?? -1;
  return end !== -1 && text[end + 1] === ')';
}

function closingParentheses(text: string): Int32Array {
  const closing = new Int32Array(text.length).fill(-1);
  const open: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') open.push(at);
    if (text[at] !== ')') continue;
    const start = open.pop();
    if (start !== undefined) closing[start] = at;
  }
  return closing;
}

export function arithmetic(open: string, close: string, depth: number): ArithmeticFrame {
  return {type: 'arithmetic', hole: 'number', open, close, depth};
}

/**
 * The shell removes backslashes inside backticks before it parses the contents, so one pass cannot recognize quotes there. Values
 * are rejected if the contents have such a backslash.
 */
function enterBackticks(cursor: Cursor): void {
  const inside = /[^`\\]*(?:\\[\s\S][^`\\]*)*/y;
  inside.lastIndex = cursor.at + 1;
  const [body = ''] = inside.exec(cursor.text) ?? [];
  const hole = /\\[`$\\"]/.test(body) ? 'backticks' : 'word';
  enter(cursor, 1, command(cursor.at + 1 + body.length, hole));
}

function enterBrace(cursor: Cursor): void {
  const [head = ''] = /^\$\{(?:[#!](?=[\w@*?$!-]))?(?:\w+|[@*#?$!-])?/.exec(solidText(cursor)) ?? [];
  const around = innermost(cursor).hole;
  enter(cursor, head.length, {type: 'brace', around, hole: 'variable name', isPastOperator: false});
}

/**
 * Reads the operator of an expansion. A default value is quoted like its surroundings. A pattern needs its own quotes, since `*`
 * would be special.
 */
function stepOperator(cursor: Cursor, frame: BraceFrame): void {
  if (stands(cursor, '[')) enter(cursor, 1, arithmetic('[', ']', 1));
  else {
    const [operator = ''] = /^(?::?[-=?+]|:|[#%/^,]|@)/.exec(solidText(cursor)) ?? [];
    if (operator !== '') frame.hole = quotingAfter(operator, frame.around);
    frame.isPastOperator = true;
    cursor.at += operator.length;
  }
}

function quotingAfter(operator: string, around: Quoting): Quoting {
  if (operator === ':' || around === 'number') return 'number';
  return /^[#%/^,]$/.test(operator) ? 'word' : around;
}

function insideQuotes(around: Quoting): Quoting {
  return around === 'word' ? 'inside' : around;
}
