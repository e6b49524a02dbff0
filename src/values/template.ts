import {keptByText} from '../vocabulary/kept.ts';
import type {Expression} from './expression.ts';
import {parseExpression} from './expression-parser.ts';
import type {TextProblem} from './text-problem.ts';

/** A parsed string of the launch file. Errors are in `problems`; the valid parts can still be checked. */
export interface Template {
  readonly parts: readonly TemplatePart[];
  readonly problems: readonly TextProblem[];
}

export type TemplatePart = LiteralPart | ExpressionPart | BrokenPart;

/** Literal text; `$${{` has become `${{`. */
export interface LiteralPart {
  readonly type: 'literal';
  readonly text: string;
}

/** A `${{ … }}`; the offsets include the braces. */
export interface ExpressionPart {
  readonly type: 'expression';
  readonly expression: Expression;
  readonly start: number;
  readonly end: number;
}

/** An invalid `${{ … }}`. */
export interface BrokenPart {
  readonly type: 'broken';
  readonly start: number;
  readonly end: number;
}

/** Splits a string into literals and `${{ }}` expressions. Results are cached. */
export function parseTemplate(text: string): Template {
  if (text.includes('${{')) return parsed(text);
  return {parts: text === '' ? [] : [{type: 'literal', text}], problems: []};
}

/** Exceeds the total length of all strings with expressions in most files. */
const MAX_LENGTH = 100_000;

const parsed = keptByText(parse, MAX_LENGTH);

function parse(text: string): Template {
  const parts: TemplatePart[] = [];
  const problems: TextProblem[] = [];
  let at = 0;
  for (let opening = findOpening(text, 0); opening !== undefined; opening = findOpening(text, at)) {
    if (opening.start > at) parts.push({type: 'literal', text: text.slice(at, opening.start)});
    const {part, problem} = opening.escaped ? escapedBraces : readExpression(text, opening.start);
    parts.push(part);
    if (problem !== undefined) problems.push(problem);
    at = part.type === 'literal' ? opening.start + 4 : part.end;
  }
  if (at < text.length) parts.push({type: 'literal', text: text.slice(at)});
  return {parts, problems};
}

/** Whether a string contains an unescaped `${{`. */
export function hasExpression(text: string): boolean {
  return text.includes('${{') && parseTemplate(text).parts.some(part => part.type !== 'literal');
}

interface Read {
  readonly part: TemplatePart;
  readonly problem?: TextProblem;
}

const escapedBraces: Read = {part: {type: 'literal', text: '${{'}};

function findOpening(text: string, from: number): {start: number; escaped: boolean} | undefined {
  const pattern = /\$?\$\{\{/g;
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  return match === null ? undefined : {start: match.index, escaped: match[0].length === 4};
}

function readExpression(text: string, start: number): Read {
  const inside = start + 3;
  const close = findClosing(text, inside);
  if (close === undefined) {
    // A single object serves as both, since a string may have 250,000 of them.
    const message = '`${{` is not closed; close it with `}}`';
    const broken = {type: 'broken', message, start, end: inside} as const;
    return {part: broken, problem: broken};
  }
  const end = close + 2;
  const expression = parseExpression(text, inside, close);
  if ('message' in expression) return {part: {type: 'broken', start, end}, problem: expression};
  return {part: {type: 'expression', expression, start, end}};
}

/**
 * The position of the `}}` that closes the expression, ignoring braces in quoted strings. If a quote is not closed, the first
 * `}}` is used, which limits the error to this expression.
 */
function findClosing(text: string, from: number): number | undefined {
  return firstClosing(text, from, /'[^']*'?|\}\}|\$\{\{/g) ?? firstClosing(text, from, /\}\}|\$\{\{/g);
}

/** The first `}}` that `pattern` finds; `undefined` if a `${{` or an unclosed quote comes first. */
function firstClosing(text: string, from: number, pattern: RegExp): number | undefined {
  pattern.lastIndex = from;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [found] = match;
    if (found === '}}') return match.index;
    if (found === '${{' || found === "'" || !found.endsWith("'")) return undefined;
  }
  return undefined;
}
