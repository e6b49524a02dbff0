import {countOf, type Diagnostic, type SourceRange} from '../../../vocabulary/diagnostic.ts';
import {pathFrom, type CheckReport} from './report.ts';
import {lineIndex} from '../../../vocabulary/line-index.ts';
import {jsonText} from '../../text/json-text.ts';

/** The version of this format. It is incremented when a key is removed or changes its meaning. */
const VERSION = 1;

/** Formats a report as JSON; see docs/check.md. */
export function checkJson({path, textOf, diagnostics}: CheckReport, cwd: string): string {
  const report = {
    version: VERSION,
    file: path === undefined ? null : pathFrom(cwd, path),
    errors: countOf(diagnostics, 'error'),
    warnings: countOf(diagnostics, 'warning'),
    diagnostics: diagnostics.map(diagnostic => entry(diagnostic, textOf, cwd)),
  };
  return `${jsonText(report, 2)}\n`;
}

type TextOf = CheckReport['textOf'];

function entry(
  {severity, rule, message, count, place, also, suggestion}: Diagnostic,
  textOf: TextOf,
  cwd: string,
) {
  return {
    severity,
    rule,
    message,
    ...(count !== undefined && {count}),
    ...(place && range(place, textOf, cwd)),
    ...(also && {also: {message: also.message, ...range(also.place, textOf, cwd)}}),
    ...(suggestion !== undefined && {suggestion}),
  };
}

function range({file, start, end}: SourceRange, textOf: TextOf, cwd: string) {
  const text = textOf(file) ?? '';
  return {
    file: pathFrom(cwd, file),
    start: lineIndex(text).positionOf(start),
    end: lineIndex(text).positionOf(end),
  };
}
