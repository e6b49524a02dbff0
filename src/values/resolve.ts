import {evaluate} from './evaluate.ts';
import type {Expression} from './expression.ts';
import {known} from './known.ts';
import {shellScript} from './shell-script.ts';
import {parseTemplate} from './template.ts';
import type {Values, ValueSource} from './value-source.ts';

/** The replacement for an unknown reference: `‹after task›` in plans. */
export type UnknownText = (path: readonly string[]) => string;

/**
 * Resolves strings and commands with values from `source`.
 *
 * @param unknown by default, an unknown reference is a bug, since the file has been checked and the task's needs are met
 */
export function values(source: ValueSource, unknown: UnknownText = refuse): Values {
  const valueOf = (expression: Expression) => {
    const value = known(evaluate(expression, source));
    return typeof value === 'string' ? value : unknown(value.unknown);
  };
  const text = (raw: string) => resolveText(raw, valueOf);
  return {
    text,
    command: raw =>
      typeof raw === 'string'
        ? shellScript(parseTemplate(raw), valueOf)
        : {form: 'argv', argv: raw.map(text)},
  };
}

function resolveText(raw: string, valueOf: (expression: Expression) => string): string {
  return parseTemplate(raw)
    .parts.map(part => {
      if (part.type === 'literal') return part.text;
      if (part.type === 'expression') return valueOf(part.expression);
      throw new Error(`unchecked string: ${raw}`);
    })
    .join('');
}

function refuse(path: readonly string[]): never {
  throw new Error(`unknown reference ${path.join('.')}`);
}
