import {evaluate} from './evaluate.ts';
import {isTrue, type Expression, type Unknown} from './expression.ts';
import {known} from './known.ts';
import {parseTemplate} from './template.ts';
import type {ValueSource} from './value-source.ts';

/** A parsed `if`. */
export interface ParsedCondition {
  readonly text: string;
  readonly expression: Expression;
}

/** Parses an `if` that has been checked. */
export function parseCondition(text: string): ParsedCondition {
  const part = parseTemplate(text).parts.find(({type}) => type === 'expression');
  if (part?.type !== 'expression') throw new Error(`unchecked condition: ${text}`);
  return {text, expression: part.expression};
}

/** Whether a condition is true, or the unknown reference that the result depends on. */
export function evaluateCondition({expression}: ParsedCondition, source: ValueSource): boolean | Unknown {
  const value = known(evaluate(expression, source));
  return typeof value === 'string' ? isTrue(value) : value;
}
