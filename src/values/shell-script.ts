import {kept} from '../vocabulary/kept.ts';
import type {Expression} from './expression.ts';
import type {Quoting, Refusal} from './shell-frames.ts';
import {quotingAt} from './shell-quoting.ts';
import type {BrokenPart, ExpressionPart, Template} from './template.ts';
import type {TextProblem} from './text-problem.ts';
import type {ResolvedCommand} from './value-source.ts';

/**
 * A script with its values in environment variables, `BOTTLE_VALUE_1` and so on. The shell parses the script before it expands
 * variables, so a value is never parsed as part of the script (except by commands that parse their arguments, such as `eval`).
 */
export function shellScript(
  template: Template,
  valueOf: (expression: Expression) => string,
): ResolvedCommand {
  const values: Record<string, string> = {};
  let count = 0;
  const pieces = piecesOf(template).map(piece => {
    if (typeof piece === 'string') return piece;
    if (piece.part.type === 'broken' || piece.quoting in refusals) throw new Error('unchecked script');
    count += 1;
    const name = `BOTTLE_VALUE_${count}`;
    const value = valueOf(piece.part.expression);
    values[name] = piece.quoting === 'number' && !isWholeNumber(value) ? '' : value;
    return expansion(name, piece.quoting);
  });
  return {form: 'shell', script: pieces.join(''), values};
}

/** The references in a script that cannot be replaced with a value. */
export function scriptProblems(template: Template): readonly TextProblem[] {
  return piecesOf(template).flatMap(piece => {
    if (typeof piece === 'string' || !isRefusal(piece.quoting)) return [];
    return [{message: refusals[piece.quoting], start: piece.part.start, end: piece.part.end}];
  });
}

const refusals: Readonly<Record<Refusal, string>> = {
  'single quotes': 'a reference inside single quotes is not replaced; use double quotes',
  'quoted here-document':
    'a reference in a here-document with a quoted delimiter is not replaced; remove the quotes from the delimiter',
  'end word': 'a reference cannot be the delimiter of a here-document; write a plain word',
  backslash: 'a backslash before a reference; write `\\\\` for a backslash, or `$${{` for a literal `${{`',
  backticks: 'a reference inside backticks that contain a backslash; use `$( )` instead of backticks',
  'variable name': 'a reference cannot be part of a variable name',
};

interface Hole {
  readonly part: ExpressionPart | BrokenPart;
  readonly quoting: Quoting;
}

/** Cached for each script. The script is parsed only if it contains expressions. */
const piecesOf = kept(({parts}: Template): readonly (string | Hole)[] => {
  if (parts.every(part => part.type === 'literal')) return parts.map(({text}) => text);
  const offsets: number[] = [];
  let script = '';
  for (const part of parts) {
    if (part.type === 'literal') script += part.text;
    else offsets.push(script.length);
  }
  const quotings = quotingAt(script, offsets).values();
  return parts.map(part =>
    part.type === 'literal' ? part.text : {part, quoting: quotings.next().value ?? 'single quotes'},
  );
});

/** In arithmetic, an empty value stops the script with a message, so only numbers are evaluated. */
function expansion(name: string, quoting: Quoting): string {
  if (quoting === 'word') return `"\${${name}}"`;
  return quoting === 'number' ? `\${${name}:?expected a whole number}` : `\${${name}}`;
}

function isWholeNumber(value: string): boolean {
  return /^[+-]?(?:\d+|0[xX][\dA-Fa-f]+)$/.test(value);
}

function isRefusal(quoting: Quoting): quoting is Refusal {
  return quoting in refusals;
}
