import type {FunctionName} from './functions.ts';

/**
 * The inside of `${{ }}`. Values are strings; `==`, `!=` and `!` give `true` or `false`, and `a || b` and `a && b` give
 * one of their sides, as in JavaScript.
 */
export type Expression = TextLiteral | ValueReference | Not | Operation | Call;

export interface TextLiteral {
  readonly type: 'text';
  readonly value: string;
}

/** A dotted name, `tasks.db.pid`, and its location in the text around the expression. */
export interface ValueReference {
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

/** A call of a function: `default(env.PORT, '3000')`. */
export interface Call {
  readonly type: 'call';
  readonly name: FunctionName;
  readonly operands: readonly [Expression, ...Expression[]];
}

/** That the value hangs on a reference that is not known (yet). */
export interface Unknown {
  readonly unknown: readonly string[];
}

/** That a variable must have a value and has none. */
export interface Missing {
  /** The message of the launch file. */
  readonly missing: string;
  readonly reference: ValueReference;
}

/** Whether a value counts as true: all but the empty string, `false`, `0` and `no`. */
export function isTrue(value: string): boolean {
  return !['', 'false', '0', 'no'].includes(value);
}

/** All references of an expression, in the order they are written in. */
export function referencesIn(expression: Expression): readonly ValueReference[] {
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
    case 'call':
      return expression.operands.flatMap(referencesIn);
  }
}
