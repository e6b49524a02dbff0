import {fileURLToPath} from 'node:url';
import {afterAll, describe, expect, test} from 'vitest';
import type {CodeAction, Diagnostic as Problem, WorkspaceEdit} from 'vscode-languageserver-protocol';
import {TextDocument} from 'vscode-languageserver-textdocument';
import {check} from '../../src/lint/check.ts';
import {localDisk} from '../../src/lint/disk.ts';
import {rules} from '../../src/lint/registry.ts';
import {kinds} from '../../src/tasks/registry.ts';
import type {Diagnostic, SourceRange} from '../../src/vocabulary/diagnostic.ts';
import {badYaml} from '../config/bad-yaml-table.ts';
import {badNames} from '../config/mistakes-table.ts';
import {badFiles} from '../config/shape-table.ts';
import {startEditor} from './editor.ts';

/** One server next to a YAML server that knows the schema, and one without. */
const beside = await startEditor();
const alone = await startEditor({args: ['--schema-errors']});
afterAll(async () => {
  await beside[Symbol.asyncDispose]();
  await alone[Symbol.asyncDispose]();
});

const texts = [
  ...badYaml.map(({name, lines}) => ({name: `YAML: ${name}`, text: textOf(lines)})),
  ...badFiles.map(({name, lines}) => ({name: `shape: ${name}`, text: textOf(lines)})),
  ...badNames.filter(({vars}) => !vars).map(({name, file}) => ({name: `names: ${name}`, text: textOf(file)})),
  ...rules.map(({name, bad}) => ({name: `warnings: ${name}`, text: bad})),
];

describe('the editor gets the diagnostics of `bottle check`', () => {
  test.each(texts)('for $name', async ({text}) => {
    const opened = await alone.open(text);
    const problems = await opened.problems();
    expect(problems).toEqual(
      checked(text, fileURLToPath(opened.uri)).map(diagnostic => asProblem(opened.uri, text, diagnostic)),
    );
    await opened.close();
  });

  test('with Windows line endings and surrogate pairs', async () => {
    const text =
      'tasks:\r\n  db: {serve: "🦊é", needs: [🦊, bd]}\r\n  web: {run: "🦊 ${{ tasks.bd.pid }}"}\r\n';
    const opened = await beside.open(text);
    expect((await opened.problems()).map(({range}) => range)).toEqual([
      {start: {line: 1, character: 29}, end: {line: 1, character: 31}},
      {start: {line: 1, character: 33}, end: {line: 1, character: 35}},
      {start: {line: 2, character: 27}, end: {line: 2, character: 29}},
    ]);
  });
});

describe('schema errors', () => {
  test.each(texts.filter(({name}) => /^(?:YAML|shape):/.test(name)))(
    'are left to the YAML server: $name',
    async ({text}) => {
      const opened = await beside.open(text);
      const reported = checked(text).filter(({rule}) => rule !== 'invalid-yaml' && rule !== 'wrong-shape');
      expect((await opened.problems()).map(({message}) => message)).toEqual(
        reported.map(({message}) => message),
      );
      await opened.close();
    },
  );

  test('are reported if the editor enables them', async () => {
    await using editor = await startEditor({initializationOptions: {schemaErrors: true}});
    const opened = await editor.open('tasks: {a: {rnu: x}}');
    expect(await opened.problems()).toMatchObject([{code: 'wrong-shape', severity: 1, source: 'bottle'}]);
  });
});

describe('quick fixes', () => {
  test.each([
    ['a need', 'tasks:\n  db: {serve: x}\n  web: {run: x, needs: [bd]}\n', 'bd', 'db'],
    ['a need in quotes', 'tasks:\n  db: {serve: x}\n  web: {run: x, needs: ["bd"]}\n', '"bd"', 'db'],
    ['an output', 'tasks:\n  db: {serve: x}\n  web: {run: "${{ tasks.db.pdi }}"}\n', 'pdi', 'pid'],
    ['a variable', 'vars: {agent: x}\ntasks: {web: {run: "${{ vars.agnt }}"}}\n', 'agnt', 'agent'],
    ['a key', 'tasks: {web: {rnu: x}}\n', 'rnu', 'run'],
  ])('correct %s', async (_name, text, wrong, right) => {
    const opened = await alone.open(text);
    const [problem] = await opened.problems();
    const [action, ...more] = await fixesOf(opened, problem?.range);
    expect(more).toEqual([]);
    expect(action).toMatchObject({title: `change to \`${right}\``, kind: 'quickfix', diagnostics: [problem]});
    expect(applied(text, action?.edit, opened.uri)).toBe(text.replace(wrong, right));
  });

  test('are not offered outside the problem or without a suggestion', async () => {
    const opened = await beside.open('tasks:\n  db: {serve: x}\n  web: {run: x, needs: [bd, postgres]}\n');
    const start = {line: 0, character: 0};
    expect(await fixesOf(opened, {start, end: start})).toEqual([]);
    const [, unknown] = await opened.problems();
    expect(await fixesOf(opened, unknown?.range)).toEqual([]);
  });

  test('are not offered for unreported problems', async () => {
    const opened = await beside.open('tasks: {web: {rnu: x}}');
    const everything = {start: {line: 0, character: 0}, end: {line: 1, character: 0}};
    expect(await fixesOf(opened, everything)).toEqual([]);
  });
});

async function fixesOf(opened: Awaited<ReturnType<typeof beside.open>>, range: Problem['range'] | undefined) {
  return await opened.ask<CodeAction[]>('textDocument/codeAction', {range, context: {diagnostics: []}});
}

function applied(text: string, edit: WorkspaceEdit | undefined, uri: string): string {
  return TextDocument.applyEdits(TextDocument.create('', '', 0, text), edit?.changes?.[uri] ?? []);
}

function checked(text: string, path = '/work/bottle.yaml'): readonly Diagnostic[] {
  return check(path, text, {vars: {}, env: {}, kinds, disk: localDisk}).diagnostics;
}

function asProblem(uri: string, text: string, {severity, rule, message, place, also}: Diagnostic): Problem {
  const document = TextDocument.create('', '', 0, text);
  const range = ({start, end}: Pick<SourceRange, 'start' | 'end'>) => ({
    start: document.positionAt(start),
    end: document.positionAt(end),
  });
  return {
    severity: severity === 'error' ? 1 : 2,
    source: 'bottle',
    code: rule ?? '',
    message,
    range: range(place ?? {start: 0, end: 0}),
    ...(also && {relatedInformation: [{message: also.message, location: {uri, range: range(also.place)}}]}),
  };
}

function textOf(lines: readonly string[]): string {
  return lines.map(line => `${line}\n`).join('');
}
