import type {ValueSource} from './value-source.ts';

/**
 * The inside of `${{ }}`. Values are strings; `==`, `!=` and `!` give `true` or `false`, and `a || b` and `a && b` give
 * one of their sides, as in JavaScript.
 */
export type Expression = TextLiteral | Reference | Not | Operation;

export interface TextLiteral {
  readonly type: 'text';
  readonly value: string;
}

/** A dotted name, `tasks.db.pid`, and its location in the text around the expression. */
export interface Reference {
  readonly type: 'reference';
  readonly path: readonly string[];
  readonly start: number;
  readonly end: number;
}

export interface Not {
  readonly type: 'not';
  readonly operand: Expression;
}

/** A chain of one operator, `a || b || c`, from the left; flat, since a chain may be longer than calls can nest. */
export interface Operation {
  readonly type: Operator;
  readonly operands: readonly [Expression, Expression, ...Expression[]];
}

export type Operator = '==' | '!=' | '&&' | '||';

/** That the value hangs on a reference that is not known (yet). */
export interface Unknown {
  readonly unknown: readonly string[];
}

/** The value of an expression; a side that does not decide is not looked at. */
export function evaluate(expression: Expression, source: ValueSource): string | Unknown {
  switch (expression.type) {
    case 'text':
      return expression.value;
    case 'reference':
      return source.lookup(expression.path) ?? {unknown: expression.path};
    case 'not': {
      const operand = evaluate(expression.operand, source);
      return typeof operand === 'string' ? String(!isTrue(operand)) : operand;
    }
    case '==':
    case '!=':
    case '&&':
    case '||':
      return operate(expression, source);
  }
}

/** Whether a value counts as true: all but the empty string, `false`, `0` and `no`. */
export function isTrue(value: string): boolean {
  return !['', 'false', '0', 'no'].includes(value);
}

/** All references of an expression, in the order they are written in. */
export function referencesIn(expression: Expression): readonly Reference[] {
  switch (expression.type) {
    case 'text':
      return [];
    case 'reference':
      return [expression];
    case 'not':
      return referencesIn(expression.operand);
    case '==':
    case '!=':
    case '&&':
    case '||':
      return expression.operands.flatMap(referencesIn);
  }
}

function operate({type, operands: [first, ...rest]}: Operation, source: ValueSource): string | Unknown {
  let value = evaluate(first, source);
  for (const operand of rest) {
    if (typeof value !== 'string') return value;
    const isDecided = (type === '||' || type === '&&') && isTrue(value) === (type === '||');
    if (isDecided) return value;
    const next = evaluate(operand, source);
    value =
      (type === '==' || type === '!=') && typeof next === 'string'
        ? String((value === next) === (type === '=='))
        : next;
  }
  return value;
}
