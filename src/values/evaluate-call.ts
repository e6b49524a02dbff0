import type {Call, Expression, Missing, ValueReference, Unknown} from './expression.ts';
import type {ValueSource} from './value-source.ts';

type Value = string | Unknown | Missing;

/** Evaluates a call. Operands that cannot affect the result are not evaluated. */
export function evaluateCall(
  {name, operands}: Call,
  source: ValueSource,
  evaluate: (expression: Expression) => Value,
): Value {
  const [first, second = first] = operands;
  switch (name) {
    case 'default':
      return ifString(evaluate(first), value => (value === '' ? evaluate(second) : value));
    case 'default_unset':
      return isSet(first, source) ? evaluate(first) : evaluate(second);
    case 'required':
      return ifString(evaluate(first), value => (value === '' ? missing(first, evaluate(second)) : value));
    case 'required_set':
      return isSet(first, source) ? evaluate(first) : missing(first, evaluate(second));
    case 'alternative':
      return ifString(evaluate(first), value => (value === '' ? '' : evaluate(second)));
    case 'alternative_set':
      return isSet(first, source) ? evaluate(second) : '';
    case 'concat':
      return operands.reduce<Value>(
        (before, operand) => ifString(before, text => ifString(evaluate(operand), more => text + more)),
        '',
      );
  }
}

function ifString(value: Value, next: (text: string) => Value): Value {
  return typeof value === 'string' ? next(value) : value;
}

function isSet(variable: Expression, {isSet: asks, lookup}: ValueSource): boolean {
  const {path} = variable as ValueReference;
  return asks ? asks(path) : lookup(path) !== undefined;
}

function missing(variable: Expression, message: Value): Value {
  return ifString(message, text => ({missing: text, reference: variable as ValueReference}));
}
