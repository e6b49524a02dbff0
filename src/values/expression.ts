import type {FunctionName} from './functions.ts';

/**
 * The contents of `${{ }}`. Values are strings. `==`, `!=` and `!` return `true` or `false`; `a || b` and `a && b` return one of
 * their operands, as in JavaScript.
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

/** A chain of one operator, `a || b || c`, evaluated from the left. It is flat, since nesting could exceed the call stack. */
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

/** The value depends on a reference that is not known (yet). */
export interface Unknown {
  readonly unknown: readonly string[];
}

/** A required variable has no value. */
export interface Missing {
  /** The message from the launch file. */
  readonly missing: string;
  readonly reference: ValueReference;
}

/** Whether a value counts as true: every value except the empty string, `false`, `0` and `no`. */
export function isTrue(value: string): boolean {
  return !['', 'false', '0', 'no'].includes(value);
}

/** All references of an expression, in order. */
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
