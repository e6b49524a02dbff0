import {pathToFileURL} from 'node:url';
import type {Location} from 'vscode-languageserver';
import {TextDocument} from 'vscode-languageserver-textdocument';
import type {Range} from '../config/yaml/node-at.ts';
import type {SourceRange} from '../vocabulary/diagnostic.ts';
import type {Model} from './model.ts';

/** An open document and the model of its text. */
export interface Open {
  readonly document: TextDocument;
  readonly model: Model;
}

/** A range in the document, or in another file of the launch file, in the format of the protocol. */
export function locationIn({document, model}: Open, range: SourceRange): Location {
  if (range.file === model.path) return {uri: document.uri, range: rangeOf(document, range)};
  const text = model.partial?.parsed.files.find(({path}) => path === range.file)?.text ?? '';
  const other = TextDocument.create(pathToFileURL(range.file).href, 'yaml', 0, text);
  return {uri: other.uri, range: rangeOf(other, range)};
}

/** A range as lines and columns (UTF-16). */
export function rangeOf(document: TextDocument, {start, end}: Range) {
  return {start: document.positionAt(start), end: document.positionAt(end)};
}
