import {parseDocument, Scalar, visit} from 'yaml';
import type {Document} from 'yaml';
import type {Diagnostic} from '../vocabulary/diagnostic.ts';
import type {KeyPath, ParsedFile} from './parsed-file.ts';
import {documentErrors, leadsSomewhere} from './document-errors.ts';
import {occurrence} from './occurrence.ts';
import {nodeAt, rangeAt} from './node-at.ts';
import {syntaxErrors} from './syntax-errors.ts';

/** YAML text to plain data that knows where each piece of it stands, or everything that keeps it from being that. */
export function parse(
  path: string,
  text: string,
): {readonly parsed: ParsedFile} | {readonly diagnostics: readonly Diagnostic[]} {
  const document = parseDocument(text, options);
  const problems = [...syntaxErrors(path, text, document), ...documentErrors(path, text, document)];
  if (problems.length > 0) return {diagnostics: inFileOrder(problems)};
  return readValue(path, text, document);
}

/**
 * What can be read of a text that may not be YAML (yet), as while somebody types it; the parser goes on after what it does
 * not understand. `undefined` where nothing can.
 */
export function parseBroken(path: string, text: string): ParsedFile | undefined {
  try {
    const document = parseDocument(text, options);
    visit(document, {
      Alias: (_key, alias) => (leadsSomewhere(alias, document) ? undefined : new Scalar(null)),
    });
    return parsedFile(path, text, document, document.toJS());
  } catch {
    // Nested too deeply, or aliases that repeat too much; `parse` says it.
    return undefined;
  }
}

const options = {
  version: '1.2',
  merge: true,
  stringKeys: true,
  // documentErrors finds them, with both places.
  uniqueKeys: false,
  resolveKnownTags: false,
  prettyErrors: false,
  logLevel: 'error',
} as const;

function readValue(
  path: string,
  text: string,
  document: Document.Parsed,
): {readonly parsed: ParsedFile} | {readonly diagnostics: readonly Diagnostic[]} {
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    // The one thing left that `toJS` refuses: aliases of aliases of aliases (its `maxAliasCount`).
    if (!(error instanceof ReferenceError)) throw error;
    const message = 'aliases repeat too much; write less with `*`';
    return {diagnostics: [{severity: 'error', message, place: {file: path, start: 0, end: 0}}]};
  }
  return {parsed: parsedFile(path, text, document, value)};
}

function parsedFile(path: string, text: string, document: Document.Parsed, value: unknown): ParsedFile {
  const place = (range: {start: number; end: number}) => ({file: path, start: range.start, end: range.end});
  return {
    path,
    text,
    value,
    place: (at, part) => place(rangeAt(document, text, at, part)),
    placeOfText: (at, needle, nth) => {
      const scalar = nodeAt(document, at);
      return place((scalar && occurrence(scalar, text, needle, nth)) ?? rangeAt(document, text, at, 'value'));
    },
    written: (at: KeyPath) => {
      const scalar = nodeAt(document, at);
      return scalar?.range ? text.slice(scalar.range[0], scalar.range[1]) : '';
    },
  };
}

function inFileOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted((a, b) => (a.place?.start ?? 0) - (b.place?.start ?? 0));
}
