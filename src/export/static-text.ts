import {evaluate} from '../values/evaluate.ts';
import {referencesIn, type Call, type Expression} from '../values/expression.ts';
import {parseTemplate} from '../values/template.ts';
import type {ValueSource} from '../values/value-source.ts';

/** How strings with references are written in the other tool's form. */
export interface Dialect {
  /** The values that are known before a run. */
  readonly constants: ValueSource;
  /** Text without references, with what would be special in it escaped. */
  literal(text: string): string;
  /** A reference that is not constant; `undefined` if it has no form there. */
  reference(path: readonly string[]): string | undefined;
  /** An environment variable with an operator of shells, such as `:-`, and its operand; absent: there are none. */
  variable?(name: string, operator: VariableOperator, operand: string): string;
}

export type VariableOperator = ':-' | '-' | ':?' | '?' | ':+' | '+';

/** A string of a launch file in a dialect, or the first expression that has no form in it. */
export function staticText(
  raw: string,
  dialect: Dialect,
): {readonly text: string} | {readonly without: string} {
  let text = '';
  for (const part of parseTemplate(raw).parts) {
    if (part.type === 'literal') {
      text += dialect.literal(part.text);
      continue;
    }
    const shown = raw.slice(part.start, part.end);
    const written = part.type === 'expression' ? writeExpression(part.expression, dialect) : undefined;
    if (written === undefined) return {without: shown};
    text += written;
  }
  return {text};
}

/** The value of a string that is one expression, if it is known before a run. */
export function constantValue(raw: string, dialect: Dialect): string | undefined {
  const [part, ...more] = parseTemplate(raw).parts;
  return part?.type === 'expression' && more.length === 0 ? constantOf(part.expression, dialect) : undefined;
}

/** The environment is unknown, including the names of its variables. */
function constantOf(expression: Expression, {constants}: Dialect): string | undefined {
  if (referencesIn(expression).some(({path}) => path[0] === 'env')) return undefined;
  const value = evaluate(expression, constants);
  return typeof value === 'string' ? value : undefined;
}

function writeExpression(expression: Expression, dialect: Dialect): string | undefined {
  const value = constantOf(expression, dialect);
  if (value !== undefined) return dialect.literal(value);
  switch (expression.type) {
    case 'reference':
      return dialect.reference(expression.path);
    case 'call':
      return expression.name === 'concat'
        ? joined(expression.operands, dialect)
        : withOperator(expression.operands, OPERATORS[expression.name], dialect);
    case '||':
      // `false`, `0` and `no` are replaced here as well, and kept there.
      return withOperator(expression.operands, ':-', dialect);
    case 'text':
    case 'not':
    case '==':
    case '!=':
    case '&&':
      return undefined;
  }
}

const OPERATORS: Readonly<Record<Exclude<Call['name'], 'concat'>, VariableOperator>> = {
  default: ':-',
  default_unset: '-',
  required: ':?',
  required_set: '?',
  alternative: ':+',
  alternative_set: '+',
};

function joined(operands: Call['operands'], dialect: Dialect): string | undefined {
  const texts = operands.map(operand => writeExpression(operand, dialect));
  return texts.includes(undefined) ? undefined : texts.join('');
}

/** The first operand, a variable, with an operator; the others, from the left, are the operator's operand. */
function withOperator(
  [first, ...rest]: readonly Expression[],
  operator: VariableOperator,
  dialect: Dialect,
): string | undefined {
  const [second, ...more] = rest;
  if (first?.type !== 'reference' || first.path[0] !== 'env' || !second) return undefined;
  const operand = more.length > 0 ? withOperator(rest, operator, dialect) : writeExpression(second, dialect);
  const name = first.path.slice(1).join('.');
  return operand === undefined ? undefined : dialect.variable?.(name, operator, operand);
}
