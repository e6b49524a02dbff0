import ts from 'typescript';

/** A piece of text for human readers. */
export interface Prose {
  readonly kind: 'string' | 'comment' | 'document';
  readonly text: string;
  readonly line: number;
}

/** The prose of a file, by its extension. In test files, only test names count: other strings are data. */
export function proseOf(path: string, text: string): readonly Prose[] {
  if (/\.m?ts$|\.mjs$/.test(path)) {
    const file = parsed(path, text);
    const literals = literalsIn(file);
    return [...stringsOf(path, file, literals), ...commentsOf(text, file, literals)];
  }
  const lines = text.split('\n').map((line, at) => ({text: line, line: at + 1}));
  if (path.endsWith('.md')) return lines.map(line => ({kind: 'document', ...line}));
  return lines.filter(line => line.text.includes('#')).map(line => ({kind: 'comment', ...line}));
}

/** Strings, pieces of templates and regular expressions, in source order. */
function literalsIn(file: ts.SourceFile): readonly ts.LiteralLikeNode[] {
  const found: ts.LiteralLikeNode[] = [];
  const visit = (node: ts.Node): void => {
    if (isString(node) || ts.isRegularExpressionLiteral(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isString(node: ts.Node): node is ts.LiteralLikeNode {
  return ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
}

function stringsOf(
  path: string,
  file: ts.SourceFile,
  literals: readonly ts.LiteralLikeNode[],
): readonly Prose[] {
  const isTestFile = path.startsWith('test/');
  return literals
    .filter(node => isString(node) && !isImport(node) && (!isTestFile || isTestName(node)))
    .map(node => ({kind: 'string', text: node.text, line: lineOf(file, node.getStart(file))}));
}

function isImport({parent}: ts.Node): boolean {
  return ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isImportAttribute(parent);
}

/** Whether a literal is the first argument of `test(…)`, `describe(…)` or `test.each(…)(…)`. */
function isTestName(node: ts.Node): boolean {
  const {parent} = node;
  if (!ts.isCallExpression(parent) || parent.arguments[0] !== node) return false;
  return /^(?:test|describe)\b/.test(parent.expression.getText());
}

/**
 * Everything that looks like a comment and is not in a literal. Querying TypeScript for the comments around each token
 * takes twice as long.
 */
function commentsOf(
  text: string,
  file: ts.SourceFile,
  literals: readonly ts.LiteralLikeNode[],
): readonly Prose[] {
  const found: Prose[] = [];
  const pattern = /\/\/.*|\/\*[\s\S]*?\*\//g;
  let next = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    while ((literals[next]?.end ?? Infinity) <= match.index) next++;
    const literal = literals[next];
    if (literal && literal.getStart(file) <= match.index) {
      pattern.lastIndex = literal.end;
      continue;
    }
    const comment = match[0].replaceAll(/\s*\n\s*\*?\s*/g, ' ');
    found.push({kind: 'comment', text: comment, line: lineOf(file, match.index)});
  }
  return found;
}

function parsed(path: string, text: string): ts.SourceFile {
  const jsDocParsingMode = ts.JSDocParsingMode.ParseNone;
  return ts.createSourceFile(path, text, {languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode}, true);
}

function lineOf(file: ts.SourceFile, at: number): number {
  return file.getLineAndCharacterOfPosition(at).line + 1;
}
