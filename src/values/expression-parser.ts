import type {Call, Expression, Operator} from './expression.ts';
import {functions, isFunction, type ExpressionFunction} from './functions.ts';
import {tokenize, type Token} from './expression-tokens.ts';
import type {TextProblem} from './text-problem.ts';
import {listed} from '../vocabulary/listed.ts';
import {closest} from '../vocabulary/suggest.ts';

/**
 * Parses the expression in `text` between two offsets, the inside of `${{ }}`; offsets in the result count from the start of
 * `text`. From loose to tight: `||`, `&&`, `==` and `!=`, `!`, then references, strings in single quotes (`''` for a quote),
 * calls of functions and parentheses.
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

/** How deep `(` and `!` can be nested: far less than calls can nest, and more than anyone reads. */
const MAX_DEPTH = 100;

function tooDeep(token: Token): Unexpected {
  const message = `\`${token.value}\` is nested more than ${MAX_DEPTH} levels deep; simplify the expression`;
  return new Unexpected(message, token);
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
  let depth = 0;
  const expression = parseLevel(0);
  const rest = peek();
  if (rest.type !== 'end') throw new Unexpected(`expected an operator, found ${shown(rest)}`, rest);
  return expression;

  function parseLevel(level: number): Expression {
    const operators = levels[level];
    if (operators === undefined) return parseUnary();
    let left = parseLevel(level + 1);
    // Each turn nests what is left of its operator: `a == b != c` is `(a == b) != c`.
    for (let turns = 0; ; turns += 1) {
      const type = operators.find(isNext);
      if (type === undefined) return left;
      if (turns === MAX_DEPTH) throw tooDeep(peek());
      left = {type, operands: [left, ...parseOperands(type, level + 1)]};
    }
  }

  /** The operand of an operator, and those of further operators of the same type. */
  function parseOperands(type: Operator, level: number): [Expression, ...Expression[]] {
    at += 1;
    const operands: [Expression, ...Expression[]] = [parseLevel(level)];
    while (isNext(type)) {
      at += 1;
      operands.push(parseLevel(level));
    }
    return operands;
  }

  function parseUnary(): Expression {
    const token = peek();
    at += 1;
    if (token.type === 'text') return {type: 'text', value: token.value};
    if (token.type === 'reference' && isNext('(')) return nested(token, () => parseCall(token));
    if (token.type === 'reference') {
      return {type: 'reference', path: token.value.split('.'), start: token.start, end: token.end};
    }
    if (token.value === '!') return nested(token, () => ({type: 'not', operand: parseUnary()}));
    if (token.value === '(') return nested(token, () => parseGroup(token));
    throw new Unexpected(`expected a reference or a string, found ${shown(token)}`, pointable(token));
  }

  function nested(token: Token, read: () => Expression): Expression {
    if (depth === MAX_DEPTH) throw tooDeep(token);
    depth += 1;
    const expression = read();
    depth -= 1;
    return expression;
  }

  function parseGroup(open: Token): Expression {
    const inner = parseLevel(0);
    if (peek().type === 'end') throw new Unexpected('`(` is not closed', open);
    if (!isNext(')')) throw new Unexpected(`expected an operator or \`)\`, found ${shown(peek())}`, peek());
    at += 1;
    return inner;
  }

  function parseCall(token: Token): Call {
    const {value: name} = token;
    if (!isFunction(name)) throw new Unexpected(unknownFunction(name), token);
    const open = peek();
    const operands: Expression[] = [];
    do {
      at += 1;
      operands.push(parseLevel(0));
    } while (isNext(','));
    if (peek().type === 'end') throw new Unexpected('`(` is not closed', open);
    if (!isNext(')')) throw new Unexpected(`expected \`,\` or \`)\`, found ${shown(peek())}`, peek());
    at += 1;
    const why = wrongOperands(name, functions[name], operands);
    if (why !== undefined) throw new Unexpected(why, token);
    return {type: 'call', name, operands: operands as [Expression, ...Expression[]]};
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

const levels: readonly (readonly Operator[])[] = [['||'], ['&&'], ['==', '!=']];

function shown({type, value}: Token): string {
  if (type === 'end') return 'the end';
  return type === 'text' ? `the string '${value}'` : `\`${value}\``;
}
