import {evaluate, isTrue, type Unknown} from './expression.ts';
import {parseTemplate} from './template.ts';
import type {ValueSource} from './value-source.ts';

/** Whether an `if` holds, or what it hangs on that is not known yet. */
export function evaluateCondition(text: string, source: ValueSource): boolean | Unknown {
  const part = parseTemplate(text).parts.find(({type}) => type === 'expression');
  if (part?.type !== 'expression') throw new Error(`a condition that was not checked: ${text}`);
  const value = evaluate(part.expression, source);
  return typeof value === 'string' ? isTrue(value) : value;
}
