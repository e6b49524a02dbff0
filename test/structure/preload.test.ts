import {readFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import ts from 'typescript';
import {expect, test} from 'vitest';

const src = fileURLToPath(new URL('../../src', import.meta.url));
const PRELOAD = 'cli/detached/preload.ts';

/** Static and dynamic imports of a file. */
interface Imports {
  readonly now: readonly string[];
  readonly later: readonly string[];
}

function importsOf(file: string): Imports {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(src, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const now: string[] = [];
  const later: string[] = [];
  const resolved = (name: string): string =>
    name.startsWith('.') ? relative(src, join(src, dirname(file), name)) : name;
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && node.importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword)
      now.push(resolved((node.moduleSpecifier as ts.StringLiteral).text));
    if (ts.isExportDeclaration(node) && node.moduleSpecifier && !node.isTypeOnly)
      now.push(resolved((node.moduleSpecifier as ts.StringLiteral).text));
    const [argument] = ts.isCallExpression(node) ? node.arguments : [];
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword && argument)
      later.push(resolved((argument as ts.StringLiteral).text));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return {now, later};
}

/** Everything that the process of a detached run may load on demand, with the files that do so. */
function loadedLater(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const seen = new Set<string>();
  // The program and its command line are already loaded.
  const open = ['cli/detached/own-process.ts'];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file) || !file.endsWith('.ts') || file === PRELOAD) continue;
    seen.add(file);
    const {now, later} = importsOf(file);
    for (const name of later) found.set(name, [...(found.get(name) ?? []), file]);
    open.push(...[...now, ...later].filter(name => !name.startsWith('node:') && name.endsWith('.ts')));
  }
  return found;
}

/** Loaded before the run starts, or never: errors in the file and on the command line, and traces. */
const BEFORE_THE_RUN = [
  ...['cli/text/diagnostic-text.ts', 'wrap-ansi'],
  ...['telemetry/run-trace.ts', 'cli/text/failure-text.ts'],
];

test('a detached run preloads its on-demand scripts before it is ready', () => {
  const {now, later} = importsOf(PRELOAD);
  const preloaded = new Set([
    ...later,
    ...now.flatMap(file => (file.endsWith('.ts') ? importsOf(file).later : [])),
  ]);
  const missing = [...loadedLater()].filter(
    ([name]) => !name.startsWith('node:') && !preloaded.has(name) && !BEFORE_THE_RUN.includes(name),
  );
  expect(missing).toEqual([]);
  expect(preloaded.size).toBeGreaterThan(5);
});
