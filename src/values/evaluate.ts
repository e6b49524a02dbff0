import {evaluateCall} from './evaluate-call.ts';
import {isTrue, type Expression, type Missing, type Operation, type Unknown} from './expression.ts';
import type {ValueSource} from './value-source.ts';

/** Evaluates an expression. Operands that cannot affect the result are not evaluated. */
export function evaluate(expression: Expression, source: ValueSource): string | Unknown | Missing {
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
    case 'call':
      return evaluateCall(expression, source, operand => evaluate(operand, source));
  }
}

function operate(
  {type, operands: [first, ...rest]}: Operation,
  source: ValueSource,
): string | Unknown | Missing {
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
