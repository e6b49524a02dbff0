import {
  CodeActionKind,
  CompletionItemKind,
  LSPErrorCodes,
  MarkupKind,
  ResponseError,
  SymbolKind,
  TextEdit,
  type CodeAction,
  type CompletionList,
  type DocumentSymbol,
  type Hover,
  type Location,
  type Range as Span,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type {TextDocument} from 'vscode-languageserver-textdocument';
import {completionAt} from './completion.ts';
import {type Choice} from './choice.ts';
import {fixesIn} from './fixes.ts';
import {hoverAt} from './hover.ts';
import {definitionAt, referencesAt} from './definition.ts';
import type {Model} from './model.ts';
import {problemOf, problemsOf, rangeOf, type ProblemOptions} from './problems.ts';
import {renameableAt, renameAt} from './rename.ts';
import {symbolsOf} from './symbols.ts';

/** A document as it is open now, and what is known of its text. */
export interface Open {
  readonly document: TextDocument;
  readonly model: Model;
}

export function completions({document, model}: Open, offset: number): CompletionList | undefined {
  const completion = completionAt(model, offset);
  if (!completion) return undefined;
  const range = rangeOf(document, completion.replaces);
  const items = completion.choices.map(({label, what, detail, documentation, insert = label}, at) => ({
    label,
    kind: completionKinds[what],
    ...(detail !== undefined && {detail}),
    ...(documentation !== undefined && {documentation}),
    // In file order, whatever the letters are.
    sortText: String(at).padStart(5, '0'),
    textEdit: TextEdit.replace(range, insert),
  }));
  return {isIncomplete: false, items};
}

const completionKinds: Readonly<Record<Choice['what'], CompletionItemKind>> = {
  task: CompletionItemKind.Reference,
  output: CompletionItemKind.Field,
  variable: CompletionItemKind.Variable,
  secret: CompletionItemKind.Variable,
  root: CompletionItemKind.Module,
  fact: CompletionItemKind.Constant,
  function: CompletionItemKind.Function,
};

export function hover({document, model}: Open, offset: number): Hover | undefined {
  const found = hoverAt(model, offset);
  return (
    found && {
      contents: {kind: MarkupKind.Markdown, value: found.paragraphs.join('\n\n')},
      range: rangeOf(document, found.range),
    }
  );
}

export function definition({document, model}: Open, offset: number): Location | undefined {
  const range = definitionAt(model, offset);
  return range && {uri: document.uri, range: rangeOf(document, range)};
}

export function references({document, model}: Open, offset: number, withKey: boolean): Location[] {
  return referencesAt(model, offset, withKey).map(range => ({
    uri: document.uri,
    range: rangeOf(document, range),
  }));
}

export function renameable({document, model}: Open, offset: number) {
  const mention = renameableAt(model, offset);
  return mention && {range: rangeOf(document, mention.range), placeholder: mention.name};
}

/** @throws ResponseError where the name cannot be, with the reason that the editor shows */
export function rename({document, model}: Open, offset: number, name: string): WorkspaceEdit | undefined {
  const renaming = renameAt(model, offset, name);
  if (!renaming) return undefined;
  if ('refused' in renaming) throw new ResponseError(LSPErrorCodes.RequestFailed, renaming.refused);
  const edits = renaming.ranges.map(range => TextEdit.replace(rangeOf(document, range), name));
  return {changes: {[document.uri]: edits}};
}

export function symbols({document, model}: Open): DocumentSymbol[] {
  return symbolsOf(model).map(({name, kind, staysUp, whole, key}) => ({
    name,
    ...(kind !== undefined && {detail: kind}),
    kind: staysUp ? SymbolKind.Object : SymbolKind.Function,
    range: rangeOf(document, whole),
    selectionRange: rangeOf(document, key),
  }));
}

export function fixes({document, model}: Open, span: Span, options: ProblemOptions): CodeAction[] {
  const range = {start: document.offsetAt(span.start), end: document.offsetAt(span.end)};
  return fixesIn(problemsOf(model, options), range).map(({diagnostic, place, text}) => ({
    title: `change to \`${text}\``,
    kind: CodeActionKind.QuickFix,
    isPreferred: true,
    diagnostics: [problemOf(document, diagnostic)],
    edit: {changes: {[document.uri]: [TextEdit.replace(rangeOf(document, place), text)]}},
  }));
}
