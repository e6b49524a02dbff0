import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import ts from 'typescript';
import {expect, test} from 'vitest';

const src = fileURLToPath(new URL('../../src', import.meta.url));

/** Types that a value may be cast to only in the files that create such values. */
const MADE_IN: Readonly<Record<string, readonly string[]>> = {
  TaskName: ['vocabulary/ids.ts'],
  RunId: ['vocabulary/ids.ts'],
  // A `catch` can receive any value, which vocabulary/caught-error.ts reads. The reason of a signal may not be an
  // error, and is kept unchanged.
  Error: ['processes/race-abort.ts', 'docker/create-object.ts'],
  'NodeJS.ErrnoException': [],
  never: [],
  any: [],
};

test('src has no casts that hide unknown types', () => {
  const files = readdirSync(src, {recursive: true, encoding: 'utf8'}).filter(name => /\.tsx?$/.test(name));
  const found = files.flatMap(name => castsIn(name, readFileSync(join(src, name), 'utf8')));
  expect(found.filter(({file, type}) => !MADE_IN[type]?.includes(file))).toEqual([]);
  expect(found).not.toEqual([]);
});

test.each([
  ['f(value as never)', 'never'],
  ['const a = (value as unknown) as Map<string, never>', 'unknown as …'],
  ['const a = <any>value', 'any'],
  ['const a = name as TaskName', 'TaskName'],
  ['const {code} = error as NodeJS.ErrnoException', 'NodeJS.ErrnoException'],
  ['const a = list[0]!.name', '!'],
])('the search finds %s', (text, type) => {
  expect(castsIn('a.ts', text)).toEqual([{file: 'a.ts', line: 1, type}]);
});

test('the search ignores text that is not a cast, and casts between known types', () => {
  const text =
    "const as = !a; /* as never */ const b = c as const; const d = 'as any'; const e = JSON.parse(f) as E;";
  expect(castsIn('a.ts', text)).toEqual([]);
});

interface Cast {
  readonly file: string;
  readonly line: number;
  readonly type: string;
}

/** Casts to types of the table, casts through `unknown`, and `!`. */
function castsIn(file: string, text: string): readonly Cast[] {
  // A quick check, because parsing all files takes seconds and most have no casts.
  if (!/\bas (never|any|unknown|TaskName|RunId|Error|NodeJS\.ErrnoException)\b|<any>|[\w)\]]!/.test(text))
    return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Cast[] = [];
  const visit = (node: ts.Node): void => {
    const type = castTo(node);
    const {line} = source.getLineAndCharacterOfPosition(node.getStart());
    if (type !== undefined) found.push({file, line: line + 1, type});
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function castTo(node: ts.Node): string | undefined {
  if (ts.isNonNullExpression(node)) return '!';
  if (!ts.isAsExpression(node) && !ts.isTypeAssertionExpression(node)) return undefined;
  const inner = ts.isParenthesizedExpression(node.expression) ? node.expression.expression : node.expression;
  if (ts.isAsExpression(inner) && inner.type.kind === ts.SyntaxKind.UnknownKeyword) return 'unknown as …';
  const type = node.type.getText();
  return Object.hasOwn(MADE_IN, type) ? type : undefined;
}
