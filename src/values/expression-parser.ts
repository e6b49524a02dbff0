import type {Call, Expression, Operator} from './expression.ts';
import {functions, isFunction, type ExpressionFunction} from './functions.ts';
import {tokenize, type Token} from './expression-tokens.ts';
import type {TextProblem} from './text-problem.ts';
import {listed} from '../vocabulary/listed.ts';
import {closest} from '../vocabulary/suggest.ts';

/**
 * Parses the expression in `text` between two offsets, the contents of `${{ }}`. Offsets in the result are relative to `text`.
 * Operators by increasing precedence: `||`, `&&`, `==` and `!=`, `!`. Operands are references, strings in single quotes (`''` for
 * a quote), function calls and parentheses.
 */
export function parseExpression(text: string, start: number, end: number): Expression | TextProblem {
  const tokens = tokenize(text, start, end);
  if (!Array.isArray(tokens)) return tokens as TextProblem;
  if (tokens.length === 1) {
    const message = 'empty `${{ }}`; write a reference in it, such as `vars.name`';
    return {message, start: start - '${{'.length, end: end + '}}'.length};
  }
  try {
    return parseTokens(tokens as readonly Token[]);
  } catch (error) {
    if (error instanceof Unexpected) return error.problem;
    throw error;
  }
}

/** The maximum nesting depth of `(` and `!`: far below the limit of the call stack, and more than is readable. */
const MAX_DEPTH = 100;

function tooDeep(token: Token): Unexpected {
  const message = `\`${token.value}\` is nested more than ${MAX_DEPTH} levels deep; simplify the expression`;
  return new Unexpected(message, token);
}

/** Thrown to leave the recursion of the parser; caught in this file. */
class Unexpected extends Error {
  readonly problem: TextProblem;

  constructor(message: string, {start, end}: {start: number; end: number}) {
    super(message);
    this.problem = {message, start, end};
  }
}

/** The position of the parser in the tokens. The last token has the type `end`. */
class Cursor {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  peek(): Token {
    return this.#tokens[this.#at] ?? {type: 'end', value: '', start: 0, end: 0};
  }

  isNext(operator: string): boolean {
    return this.peek().type === 'operator' && this.peek().value === operator;
  }

  take(): Token {
    const token = this.peek();
    this.#at += 1;
    return token;
  }

  /** The last token taken, or the one before it if the last one is the `end` token, which has no visible range. */
  lastVisible(): Token {
    const [before, last] = [this.#tokens[this.#at - 2], this.#tokens[this.#at - 1] ?? this.peek()];
    return last.type === 'end' ? (before ?? last) : last;
  }

  /** Parses an expression that is nested in a token. */
  nested(token: Token, read: () => Expression): Expression {
    if (this.#depth === MAX_DEPTH) throw tooDeep(token);
    this.#depth += 1;
    const expression = read();
    this.#depth -= 1;
    return expression;
  }
}

function parseTokens(tokens: readonly Token[]): Expression {
  const cursor = new Cursor(tokens);
  const expression = parseLevel(cursor, 0);
  const rest = cursor.peek();
  if (rest.type !== 'end') throw new Unexpected(`expected an operator, found ${shown(rest)}`, rest);
  return expression;
}

const levels: readonly (readonly Operator[])[] = [['||'], ['&&'], ['==', '!=']];

function parseLevel(cursor: Cursor, level: number): Expression {
  const operators = levels[level];
  if (operators === undefined) return parseUnary(cursor);
  let left = parseLevel(cursor, level + 1);
  // Left-associative: `a == b != c` is `(a == b) != c`. Each turn adds a level of nesting.
  for (let turns = 0; ; turns += 1) {
    const type = operators.find(operator => cursor.isNext(operator));
    if (type === undefined) return left;
    if (turns === MAX_DEPTH) throw tooDeep(cursor.peek());
    left = {type, operands: [left, ...parseOperands(cursor, type, level + 1)]};
  }
}

/** Parses the operands after an operator and after repetitions of it. */
function parseOperands(cursor: Cursor, separator: Operator | ',', level: number): Operands {
  cursor.take();
  const operands: Operands = [parseLevel(cursor, level)];
  while (cursor.isNext(separator)) {
    cursor.take();
    operands.push(parseLevel(cursor, level));
  }
  return operands;
}

type Operands = [Expression, ...Expression[]];

function parseUnary(cursor: Cursor): Expression {
  const token = cursor.take();
  if (token.type === 'text') return {type: 'text', value: token.value};
  if (token.type === 'reference' && cursor.isNext('('))
    return cursor.nested(token, () => parseCall(cursor, token));
  if (token.type === 'reference')
    return {type: 'reference', path: token.value.split('.'), start: token.start, end: token.end};
  if (token.value === '!') return cursor.nested(token, () => ({type: 'not', operand: parseUnary(cursor)}));
  if (token.value === '(') return cursor.nested(token, () => parseGroup(cursor, token));
  throw new Unexpected(`expected a reference or a string, found ${shown(token)}`, cursor.lastVisible());
}

function parseGroup(cursor: Cursor, open: Token): Expression {
  const inner = parseLevel(cursor, 0);
  close(cursor, open, 'an operator');
  return inner;
}

function parseCall(cursor: Cursor, token: Token): Call {
  const {value: name} = token;
  if (!isFunction(name)) throw new Unexpected(unknownFunction(name), token);
  const open = cursor.peek();
  const operands = parseOperands(cursor, ',', 0);
  close(cursor, open, '`,`');
  const why = wrongOperands(name, functions[name], operands);
  if (why !== undefined) throw new Unexpected(why, token);
  return {type: 'call', name, operands};
}

/** @param other the alternative to `)`, for the message */
function close(cursor: Cursor, open: Token, other: string): void {
  const token = cursor.peek();
  if (token.type === 'end') throw new Unexpected('`(` is not closed', open);
  if (!cursor.isNext(')')) throw new Unexpected(`expected ${other} or \`)\`, found ${shown(token)}`, token);
  cursor.take();
}

function unknownFunction(name: string): string {
  const near = closest(name, Object.keys(functions));
  const next =
    near === undefined ? `write ${listed(Object.keys(functions), 'or')}` : `did you mean \`${near}\`?`;
  return `unknown function \`${name}\`${near === undefined ? '; ' : ', '}${next}`;
}

function wrongOperands(
  name: string,
  {operands: shape, count, takesVariable = false}: ExpressionFunction,
  [first, ...rest]: readonly Expression[],
): string | undefined {
  const found = rest.length + 1;
  if (count !== undefined && found !== count)
    return `\`${name}\` takes ${count} operands, found ${found}; write \`${name}(${shape})\``;
  const isVariable = first?.type === 'reference' && first.path[0] === 'env' && first.path.length > 1;
  if (!takesVariable || isVariable) return undefined;
  return `\`${name}\` takes an environment variable first, as in \`${name}(${shape})\``;
}

function shown({type, value}: Token): string {
  if (type === 'end') return 'the end';
  return type === 'text' ? `the string '${value}'` : `\`${value}\``;
}
