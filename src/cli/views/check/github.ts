import type {Diagnostic, SourceRange} from '../../../vocabulary/diagnostic.ts';
import {pathFrom, repositoryRoot, type CheckReport} from './report.ts';
import {lineIndex} from '../../../vocabulary/line-index.ts';
import {printable} from '../../../vocabulary/printable.ts';

/**
 * Formats a report as workflow commands, which GitHub shows next to the lines of a pull request
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands). Paths are relative to the root of the
 * repository.
 */
export function checkGithub({textOf, diagnostics}: CheckReport, cwd: string): string {
  const root = repositoryRoot(cwd);
  return diagnostics.map(diagnostic => `${command(diagnostic, textOf, root)}\n`).join('');
}

function command(
  {severity, rule = 'bottle', message, place, also}: Diagnostic,
  textOf: TextOf,
  root: string,
): string {
  const properties = {...(place && location(place, textOf, root)), title: rule};
  const pairs = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  const note = also
    ? `\nnote: ${also.message} (${otherFile(place, also.place, root)}line ${lineOf(also.place, textOf)})`
    : '';
  return `::${severity} ${pairs.join(',')}::${escapeData(message + note)}`;
}

type TextOf = CheckReport['textOf'];

function lineOf({file, start}: SourceRange, textOf: TextOf): number {
  return lineIndex(textOf(file) ?? '').positionOf(start).line;
}

/** A prefix with the file of a second place, if it is in another file. */
function otherFile(place: SourceRange | undefined, {file}: SourceRange, root: string): string {
  return place?.file === file ? '' : `${pathFrom(root, file)}, `;
}

/** The location of a range. GitHub supports columns only for ranges within a line. */
function location({file, start, end}: SourceRange, textOf: TextOf, root: string) {
  const text = textOf(file) ?? '';
  const [from, to] = [lineIndex(text).positionOf(start), lineIndex(text).positionOf(end)];
  const lines = {file: pathFrom(root, file), line: from.line, endLine: to.line};
  return from.line === to.line ? {...lines, col: from.column, endColumn: to.column} : lines;
}

function escapeData(text: string): string {
  const lines = text.split(/(\r?\n)/).map((part, at) => (at % 2 === 0 ? printable(part) : part));
  return lines.join('').replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
