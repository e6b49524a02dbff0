import ts from 'typescript';

/** A piece of text that a person reads. */
export interface Prose {
  readonly kind: 'string' | 'comment' | 'document';
  readonly text: string;
  readonly line: number;
}

/** The prose of a file, by its extension. Of the strings of a test file only the names of tests count: the others are data. */
export function proseOf(path: string, text: string): readonly Prose[] {
  if (/\.m?ts$|\.mjs$/.test(path)) {
    const file = parsed(path, text);
    return [...literalsOf(path, file), ...commentsOf(text, file)];
  }
  const lines = text.split('\n').map((line, at) => ({text: line, line: at + 1}));
  if (path.endsWith('.md')) return lines.map(line => ({kind: 'document', ...line}));
  return lines.filter(line => line.text.includes('#')).map(line => ({kind: 'comment', ...line}));
}

function literalsOf(path: string, file: ts.SourceFile): readonly Prose[] {
  const isTestFile = path.startsWith('test/');
  const found: Prose[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    const isLiteral =
      ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    if (isLiteral && (!isTestFile || isTestName(node)))
      found.push({kind: 'string', text: node.text, line: lineOf(file, node.getStart(file))});
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Whether a literal is the first argument of `test(…)`, `describe(…)` or `test.each(…)(…)`. */
function isTestName(node: ts.Node): boolean {
  const {parent} = node;
  if (!ts.isCallExpression(parent) || parent.arguments[0] !== node) return false;
  return /^(?:test|describe)\b/.test(parent.expression.getText());
}

function commentsOf(text: string, file: ts.SourceFile): readonly Prose[] {
  const ranges = new Map<number, number>();
  const visit = (node: ts.Node): void => {
    for (const {pos, end} of ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [])
      ranges.set(pos, end);
    for (const {pos, end} of ts.getTrailingCommentRanges(text, node.end) ?? []) ranges.set(pos, end);
    node.getChildren(file).forEach(visit);
  };
  visit(file);
  return [...ranges].map(([pos, end]) => ({
    kind: 'comment',
    text: text.slice(pos, end).replaceAll(/\s*\n\s*\*?\s*/g, ' '),
    line: lineOf(file, pos),
  }));
}

function parsed(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

function lineOf(file: ts.SourceFile, at: number): number {
  return file.getLineAndCharacterOfPosition(at).line + 1;
}
