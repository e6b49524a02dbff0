import {evaluate} from '../values/evaluate.ts';
import {referencesIn, type Call, type Expression} from '../values/expression.ts';
import {parseTemplate} from '../values/template.ts';
import type {ValueSource} from '../values/value-source.ts';

/** How the other tool writes strings with references. */
export interface Dialect {
  /** Values known before a run. */
  readonly constants: ValueSource;
  /** Text without references, with special characters escaped. */
  literal(text: string): string;
  /** A reference that is not constant; `undefined` if the tool has no equivalent. */
  reference(path: readonly string[]): string | undefined;
  /** An environment variable with a shell operator such as `:-` and its operand; absent if the tool has no such operators. */
  variable?(name: string, operator: VariableOperator, operand: string): string;
}

export type VariableOperator = ':-' | '-' | ':?' | '?' | ':+' | '+';

/** A string of a launch file in a dialect, or the first expression that the dialect cannot express. */
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

/** The value of a string that is a single expression, if known before a run. */
export function constantValue(raw: string, dialect: Dialect): string | undefined {
  const [part, ...more] = parseTemplate(raw).parts;
  return part?.type === 'expression' && more.length === 0 ? constantOf(part.expression, dialect) : undefined;
}

/** The value of an expression, if known before a run. Environment variables are unknown, including which ones are set. */
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
      // In a launch file, `||` also replaces `false`, `0` and `no`; `:-` does not.
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

/** A variable, the first operand, with an operator. The remaining operands are nested as the operand of the operator. */
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
