import {relative} from 'node:path';
import {styleText} from 'node:util';
import {countOf, type Diagnostic, type SourceRange} from '../../vocabulary/diagnostic.ts';
import {enumerated} from '../../vocabulary/listed.ts';
import {printable} from '../../vocabulary/printable.ts';
import {snippet} from './snippet.ts';

export interface DiagnosticTextOptions {
  readonly color: boolean;
  /** The folder that printed paths are relative to. */
  readonly cwd: string;
}

/**
 * Formats diagnostics for people: message, location, and the source line with the range marked; then a count if there are several. Ends
 * with a line break, unless there are no diagnostics.
 * @param sourceOf the text of a file; if it is `undefined`, only the file is named
 */
export function diagnosticText(
  diagnostics: readonly Diagnostic[],
  sourceOf: (file: string) => string | undefined,
  options: DiagnosticTextOptions,
): string {
  const texts = diagnostics.map(({severity, rule, message, place, also}) => {
    // A comment can silence a warning by the name of its rule; errors cannot be silenced.
    const named = severity === 'warning' && rule !== undefined ? `${message} [${rule}]` : message;
    const head = section({heading: severity, message: named, place}, sourceOf, options);
    return also ? head + section({heading: 'note', ...also}, sourceOf, options) : head;
  });
  return [...texts, ...(diagnostics.length > 1 ? [`${counts(diagnostics)}\n`] : [])].join('\n');
}

interface Section {
  readonly heading: 'error' | 'warning' | 'note';
  readonly message: string;
  readonly place?: SourceRange | undefined;
}

function section(
  {heading, message, place}: Section,
  sourceOf: (file: string) => string | undefined,
  {color, cwd}: DiagnosticTextOptions,
): string {
  const paint = (format: Format, text: string) =>
    color ? styleText(format, text, {validateStream: false}) : text;
  const title = `${paint(['bold', headingColors[heading]], `${heading}:`)} ${paint('bold', printable(message))}\n`;
  if (!place) return title;
  const file = relative(cwd, place.file);
  const source = sourceOf(place.file);
  if (source === undefined) return `${title} ${paint('blue', '-->')} ${file}\n`;
  const {line, column, text, indent, carets} = snippet(source, place);
  const gutter = String(line);
  const blank = ' '.repeat(gutter.length);
  return [
    title,
    `${blank}${paint('blue', '-->')} ${file}:${line}:${column}\n`,
    `${paint('blue', `${gutter} |`)} ${text}`.trimEnd() + '\n',
    `${blank} ${paint('blue', '|')} ${indent}${paint(headingColors[heading], carets)}\n`,
  ].join('');
}

type Format = Parameters<typeof styleText>[0];

const headingColors = {error: 'red', warning: 'yellow', note: 'cyan'} as const;

/** `2 errors`, `1 error and 1 warning`. */
function counts(diagnostics: readonly Diagnostic[]): string {
  const totals = (['error', 'warning'] as const).flatMap(severity => {
    const count = countOf(diagnostics, severity);
    return count === 0 ? [] : [`${count.toLocaleString('en')} ${severity}${count === 1 ? '' : 's'}`];
  });
  return enumerated(totals, 'and');
}
