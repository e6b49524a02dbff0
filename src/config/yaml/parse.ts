import {errorDiagnostic, type Diagnostic, type SourceRange} from '../../vocabulary/diagnostic.ts';
import {compose, MAX_DEPTH} from './compose.ts';
import {documentErrors} from './document-errors.ts';
import {nodeAt, rangeAt, type Range} from './node-at.ts';
import type {KeyPath, ParsedFile} from './parsed-file.ts';
import {mergeTagBefore} from './merge-tags.ts';
import {plainValue} from './plain-value.ts';
import {sliceRange} from './scalar-source.ts';
import type {SourceNode} from './source-node.ts';
import {syntaxErrors} from './syntax-errors.ts';
import {yamlTree, type YamlTree} from './tree.ts';

/** A valid YAML file; or errors and the readable parts of an invalid one, for example while the user is typing. */
export type Parsed =
  | {readonly parsed: ParsedFile; readonly root: SourceNode | undefined}
  | {readonly diagnostics: readonly Diagnostic[]; readonly readable?: ParsedFile};

/** @param path the absolute path of the file */
export type Parse = (path: string, text: string) => Parsed;

/** Parses YAML text into plain data with source positions, or returns all of its errors. */
export function parse(path: string, text: string): Parsed {
  if (text.length > MAX_LENGTH) return {diagnostics: [tooLong(path)]};
  const composed = compose(text);
  if ('excess' in composed) return {diagnostics: [tooMuch(path, composed)]};
  const {document} = composed;
  const tree = yamlTree(document.root);
  const problems = [
    ...syntaxErrors(path, text, document),
    ...documentErrors({file: path, text, document, tree}),
  ];
  const read = plainValue(tree);
  if ('excess' in read) return {diagnostics: inFileOrder([...problems, tooOften(path, read.excess)])};
  const parsed = parsedFile(path, text, tree, read.value);
  if (problems.length > 0) return {diagnostics: inFileOrder(problems), readable: parsed};
  return {parsed, root: document.root};
}

/** A file whose nodes are known, since it was parsed before; `undefined` if its aliases expand to too many values. */
export function parsedFrom(path: string, text: string, root: SourceNode | undefined): ParsedFile | undefined {
  const tree = yamlTree(root);
  const read = plainValue(tree);
  return 'excess' in read ? undefined : parsedFile(path, text, tree, read.value);
}

/** The maximum length of a launch file, in UTF-16 units: 1 MB. An editor parses it after every keystroke. */
export const MAX_LENGTH = 1_048_576;

export function tooLong(file: string): Diagnostic {
  const message = 'the file is larger than 1 MB; split it, or move long scripts to separate files';
  return errorDiagnostic({rule: 'too-large', message, place: {file, start: 0, end: 0}});
}

function tooMuch(
  file: string,
  {excess, at}: {readonly excess: 'depth' | 'size'; readonly at: number},
): Diagnostic {
  const message =
    excess === 'depth'
      ? `nested more than ${MAX_DEPTH} levels deep; launch files need about eight`
      : 'the file has too many keys and values; split it';
  return errorDiagnostic({rule: 'too-large', message, place: {file, start: at, end: at + 1}});
}

function tooOften(file: string, {start, end}: Range): Diagnostic {
  const message = 'aliases expand to too many values; use fewer `*`';
  return errorDiagnostic({rule: 'too-large', message, place: {file, start, end}});
}

function parsedFile(path: string, text: string, tree: YamlTree, value: unknown): ParsedFile {
  const place = ({start, end}: Range): SourceRange => ({file: path, start, end});
  return {
    path,
    text,
    files: [{path, text}],
    value,
    place: (at, part) => place(rangeAt(tree, text, at, part)),
    placeOfSlice: (at, slice) => {
      const node = nodeAt(tree, at);
      return place((node && sliceRange(node, text, slice)) ?? rangeAt(tree, text, at, 'value'));
    },
    tag: at => {
      const node = nodeAt(tree, at);
      return node && mergeTagBefore(text, node.start);
    },
    source: (at: KeyPath) => {
      const scalar = nodeAt(tree, at);
      return scalar ? text.slice(scalar.start, scalar.end) : '';
    },
  };
}

function inFileOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted((a, b) => (a.place?.start ?? 0) - (b.place?.start ?? 0));
}
