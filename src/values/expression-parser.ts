import type {Expression, Operator} from './expression.ts';
import {tokenize, type Token} from './expression-tokens.ts';
import type {TextProblem} from './text-problem.ts';

/**
 * Reads the expression that stands in `text` between two offsets, the inside of `${{ }}`; offsets in the answer count from the start of `text`.
 * From loose to tight: `||`, `&&`, `==` and `!=`, `!`, then references, texts in single quotes (`''` for a quote) and
 * parentheses.
 */
export function parseExpression(text: string, start: number, end: number): Expression | TextProblem {
  const tokens = tokenize(text, start, end);
  if (!Array.isArray(tokens)) return tokens as TextProblem;
  if (tokens.length === 1) {
    const message = 'an empty `${{ }}`; write a reference into it, such as `vars.name`';
    return {message, start: start - '${{'.length, end: end + '}}'.length};
  }
  try {
    return parseTokens(tokens as readonly Token[]);
  } catch (error) {
    if (error instanceof Unexpected) return error.problem;
    throw error;
  }
}

/** Leaves the recursion of the parser; never leaves this file. */
class Unexpected extends Error {
  readonly problem: TextProblem;

  constructor(message: string, {start, end}: {start: number; end: number}) {
    super(message);
    this.problem = {message, start, end};
  }
}

function parseTokens(tokens: readonly Token[]): Expression {
  const end: Token = {type: 'end', value: '', start: 0, end: 0};
  let at = 0;
  const expression = parseLevel(0);
  const rest = peek();
  if (rest.type !== 'end') throw new Unexpected(`expected an operator, found ${shown(rest)}`, rest);
  return expression;

  function parseLevel(level: number): Expression {
    const operators = levels[level];
    if (operators === undefined) return parseUnary();
    let left = parseLevel(level + 1);
    for (let type = operators.find(isNext); type !== undefined; type = operators.find(isNext)) {
      at += 1;
      left = {type, left, right: parseLevel(level + 1)};
    }
    return left;
  }

  function parseUnary(): Expression {
    const token = peek();
    at += 1;
    if (token.type === 'text') return {type: 'text', value: token.value};
    if (token.type === 'reference') {
      return {type: 'reference', path: token.value.split('.'), start: token.start, end: token.end};
    }
    if (token.value === '!') return {type: 'not', operand: parseUnary()};
    if (token.value === '(') return parseGroup(token);
    throw new Unexpected(`expected a reference or a text, found ${shown(token)}`, pointable(token));
  }

  function parseGroup(open: Token): Expression {
    const inner = parseLevel(0);
    if (peek().type === 'end') throw new Unexpected('`(` is never closed', open);
    if (!isNext(')')) throw new Unexpected(`expected an operator or \`)\`, found ${shown(peek())}`, peek());
    at += 1;
    return inner;
  }

  function isNext(operator: string): boolean {
    return peek().type === 'operator' && peek().value === operator;
  }

  function peek(): Token {
    return tokens[at] ?? end;
  }

  /** The end has no width: the token before it is pointed at. */
  function pointable(token: Token): Token {
    return token.type === 'end' ? (tokens[at - 2] ?? token) : token;
  }
}

const levels: readonly (readonly Operator[])[] = [['||'], ['&&'], ['==', '!=']];

function shown({type, value}: Token): string {
  if (type === 'end') return 'the end';
  return type === 'text' ? `the text '${value}'` : `\`${value}\``;
}
