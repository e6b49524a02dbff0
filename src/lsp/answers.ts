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
import {completionAt} from './completion.ts';
import {type Choice} from './choice.ts';
import {fixesIn} from './fixes.ts';
import {hoverAt} from './hover.ts';
import {definitionAt, referencesAt} from './definition.ts';
import {locationIn, rangeOf, type Open} from './location.ts';
import {problemOf, problemsOf, type ProblemOptions} from './problems.ts';
import {renameableAt, renameAt} from './rename.ts';
import {symbolsOf} from './symbols.ts';

export function completions({document, model}: Open, offset: number): CompletionList | undefined {
  const completion = completionAt(model, offset);
  if (!completion) return undefined;
  const range = rangeOf(document, completion.replaces);
  const items = completion.choices.map(({label, what, detail, documentation, insert = label}, at) => ({
    label,
    kind: completionKinds[what],
    ...(detail !== undefined && {detail}),
    ...(documentation !== undefined && {documentation}),
    // Keeps file order, since editors sort by this text.
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
  return range && locationIn({document, model}, range);
}

/** @param includers the other launch files that include the document */
export function references(
  open: Open,
  offset: number,
  withKey: boolean,
  includers: readonly Open[],
): Location[] {
  const position = {file: open.model.path, offset};
  const found = [open, ...includers].flatMap(each =>
    referencesAt(each.model, position, withKey).map(range => locationIn(each, range)),
  );
  const keyOf = ({uri, range: {start, end}}: Location) =>
    `${uri} ${start.line}:${start.character} ${end.line}:${end.character}`;
  return [...new Map(found.map(location => [keyOf(location), location])).values()];
}

export function renameable({document, model}: Open, offset: number) {
  const mention = renameableAt(model, {file: model.path, offset});
  if (!mention) return undefined;
  const range = rangeOf(document, mention.range);
  return {range, placeholder: document.getText(range)};
}

/**
 * @param includers the other launch files that include the document
 * @throws ResponseError if the new name is not allowed, with a reason that the editor shows
 */
export function rename(
  open: Open,
  offset: number,
  name: string,
  includers: readonly Open[],
): WorkspaceEdit | undefined {
  const position = {file: open.model.path, offset};
  const changes: Record<string, TextEdit[]> = {};
  const done = new Set<string>();
  for (const each of [open, ...includers]) {
    const renaming = renameAt(each.model, position, name);
    if (!renaming) continue;
    if ('refused' in renaming) throw new ResponseError(LSPErrorCodes.RequestFailed, renaming.refused);
    for (const {range, text} of renaming.edits) {
      const key = `${range.file} ${range.start}`;
      if (done.has(key)) continue;
      done.add(key);
      const {uri, range: span} = locationIn(each, range);
      changes[uri] = [...(changes[uri] ?? []), TextEdit.replace(span, text)];
    }
  }
  return done.size === 0 ? undefined : {changes};
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
  const own = problemsOf(model, options).filter(({place}) => place?.file === model.path);
  return fixesIn(own, range).map(({diagnostic, place, text}) => ({
    title: `change to \`${text}\``,
    kind: CodeActionKind.QuickFix,
    isPreferred: true,
    diagnostics: [problemOf({document, model}, diagnostic)],
    edit: {changes: {[document.uri]: [TextEdit.replace(rangeOf(document, place), text)]}},
  }));
}
