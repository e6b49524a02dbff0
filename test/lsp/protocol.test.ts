import {mkdtemp, readdir, readFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {CompletionList, InitializeResult} from 'vscode-languageserver-protocol';
import {TextDocument} from 'vscode-languageserver-textdocument';
import {launchRig} from '../support/launch-rig.ts';
import {onTerminal} from '../support/terminal.ts';
import {within} from '../support/within.ts';
import {startEditor, type Editor, type EditorOptions, type OpenFile} from './editor.ts';

const example = await readFile(fileURLToPath(new URL('../../bottle.yaml.example', import.meta.url)), 'utf8');
const bad = 'tasks:\n  db: {run: x}\n  web: {run: x, needs: [bd]}\n';

describe('shutdown', () => {
  test('exits with 0 after `shutdown` and `exit`', async () => {
    const editor = await startEditor();
    await editor.connection.sendRequest('shutdown');
    await editor.connection.sendNotification('exit');
    expect(await within(() => 'the end', editor.ended)).toBe(0);
  });

  test('exits with 1 after `exit` alone', async () => {
    const editor = await startEditor();
    await editor.connection.sendNotification('exit');
    expect(await within(() => 'the end', editor.ended)).toBe(1);
  });

  test('exits with 1 when the editor disconnects, or with 0 after `shutdown`', async () => {
    const [gone, polite] = [await startEditor(), await startEditor()];
    await polite.connection.sendRequest('shutdown');
    gone.child.stdin.end();
    polite.child.stdin.end();
    expect(await within(() => 'the end', gone.ended)).toBe(1);
    expect(await within(() => 'the end', polite.ended)).toBe(0);
  });
});

test('the server reports its capabilities and accepts `--stdio`', async () => {
  await using editor = await startEditor({args: ['--stdio']});
  const {capabilities, serverInfo} = editor.initialized as InitializeResult;
  expect(serverInfo?.name).toBe('bottle');
  expect(Object.keys(capabilities).sort()).toEqual([
    'codeActionProvider',
    'completionProvider',
    'definitionProvider',
    'documentSymbolProvider',
    'hoverProvider',
    'referencesProvider',
    'renameProvider',
    'textDocumentSync',
  ]);
});

test('the command explains itself on a terminal', async () => {
  const rig = await launchRig('tasks: {}');
  const launch = onTerminal(rig, ['lsp']);
  const {code, stdout} = await launch.ended();
  expect(code).toBe(2);
  expect(stdout.trimEnd()).toBe(
    'error: `bottle lsp` is meant to be started by an editor; see docs/editors.md for the setup',
  );
});

test('the server writes no state', async () => {
  const state = await mkdtemp(join(tmpdir(), 'bottle-lsp-'));
  {
    await using editor = await startEditor({env: {BOTTLE_STATE_DIR: state}});
    await (await editor.open(example)).problems();
  }
  expect(await readdir(state)).toEqual([]);
});

describe('documents', () => {
  test('have diagnostics as they are typed, saved or not', async () => {
    await using editor = await startEditor();
    const opened = await editor.open(bad);
    expect(await opened.problems()).toHaveLength(1);
    const place = {start: {line: 2, character: 24}, end: {line: 2, character: 26}};
    await opened.type(place, 'db');
    expect(await opened.problems()).toEqual([]);
    await opened.type({start: place.start, end: place.start}, 'x');
    expect(await opened.problems()).toMatchObject([{message: expect.stringContaining('`xdb`') as string}]);
  });

  test('have separate diagnostics', async () => {
    await using editor = await startEditor();
    const [one, other] = [await editor.open(bad), await editor.open(bad.replaceAll('db', 'store'))];
    expect(await one.problems()).toMatchObject([{message: expect.stringContaining('`db`') as string}]);
    expect(await other.problems()).toMatchObject([{message: expect.stringContaining('`store`') as string}]);
    await one.type({start: {line: 0, character: 0}, end: {line: 3, character: 0}}, '');
    expect(await one.problems()).toEqual([]);
    expect(await labelsAt(other, {line: 2, character: 24})).toEqual(['store']);
  });

  test('have no diagnostics once closed', async () => {
    await using editor = await startEditor();
    const opened = await editor.open(bad);
    expect(await opened.problems()).toHaveLength(1);
    const cleared = editor.cleared(opened.uri);
    await opened.close();
    await within(() => 'the problems to go', cleared);
    expect(await opened.ask('textDocument/hover', {position: {line: 1, character: 3}})).toBeNull();
  });

  describe('with the name', () => {
    const editor = sharedEditor();

    test.each([
      ['bottle.yaml', true],
      ['bottle.yml', true],
      ['agent.bottle.yaml', true],
      ['compose.yaml', false],
      ['notbottle.yaml', false],
      ['bottle.yaml.txt', false],
      ['untitled:Untitled-1', false],
    ])('%s are supported: %s', async (name, isOurs) => {
      const opened = await editor().open(bad, name);
      expect((await opened.ask<unknown[] | null>('textDocument/documentSymbol')) !== null).toBe(isOurs);
    });

    test.each(['compose.yaml', 'untitled:Untitled-2'])(
      '%s are supported with the line that names the schema',
      async name => {
        const modeline =
          '# yaml-language-server: $schema=./node_modules/bottle-run/schema/bottle.schema.json\n';
        const opened = await editor().open(modeline + bad, name);
        expect(await opened.problems()).toMatchObject([{message: expect.stringContaining('`bd`') as string}]);
      },
    );
  });
});

describe('every request is answered', () => {
  test('even if it was cancelled', async () => {
    await using editor = await startEditor();
    const opened = await editor.open(example);
    const requests = Array.from({length: 20}, (_, id) => ({
      id: `q${id}`,
      method: 'textDocument/documentSymbol',
    }));
    const answers = await editor.raw([
      ...requests.map(request => ({...request, params: {textDocument: {uri: opened.uri}}})),
      ...requests.map(({id}) => ({method: '$/cancelRequest', params: {id}})),
    ]);
    expect(answers).toHaveLength(20);
    const cancelled = answers.filter(({error}) => error?.code === -32_800);
    expect(cancelled.length).toBeGreaterThan(0);
  });

  test('even if it is unknown, or its document is not open', async () => {
    await using editor = await startEditor();
    await expect(editor.connection.sendRequest('bottle/unknown')).rejects.toThrow('Unhandled method');
    const params = {textDocument: {uri: 'file:///work/none/bottle.yaml'}, position: {line: 9, character: 9}};
    for (const method of ['hover', 'completion', 'definition', 'prepareRename', 'documentSymbol'])
      expect(await editor.connection.sendRequest(`textDocument/${method}`, params)).toBeNull();
  });

  test('at every position of a file that is typed letter by letter', async () => {
    await using editor = await startEditor();
    const opened = await editor.open('');
    const text = example.replaceAll('\n', '\r\n');
    const document = (length: number) => TextDocument.create('', '', 0, text.slice(0, length));
    for (let at = 0; at < text.length; at += STEP) {
      const position = document(at).positionAt(at);
      await opened.type({start: position, end: position}, text.slice(at, at + STEP));
      await askEverything(opened, document(at + STEP).positionAt(at + STEP));
    }
    expect(await opened.problems()).toEqual([]);
  });

  describe('at every position of', () => {
    const editor = sharedEditor({args: ['--schema-errors']});

    test.each(brokenTexts())('%j', async text => {
      const opened = await editor().open(text);
      const document = TextDocument.create('', '', 0, text);
      for (let at = 0; at <= text.length; at++) await askEverything(opened, document.positionAt(at));
      await opened.problems();
    });
  });
});

/** One editor for a group of tests, each of which opens its own documents. */
function sharedEditor(options: EditorOptions = {}): () => Editor {
  let started: Editor | undefined;
  beforeAll(async () => {
    started = await startEditor(options);
  });
  afterAll(async () => await started?.[Symbol.asyncDispose]());
  return () => {
    if (started === undefined) throw new Error('the editor has not started');
    return started;
  };
}

/** The number of letters typed in one step, because single letters take too long. */
const STEP = 7;

function brokenTexts(): readonly string[] {
  return [
    '',
    '\uFEFF',
    '\t\t: [',
    'tasks: &t {a: *t}',
    'tasks: {a: &a {serve: *a, needs: [*a]}}',
    'tasks: {constructor: {run: x, needs: [__proto__]}, __proto__: {run: "${{ tasks.toString.x }}"}}',
    '? {a: b}\n: c\ntasks: {? [x] : y}',
    'a: 1\n---\ntasks: {b: {run: x}}\n...',
    'tasks: !!set {a, b}\nx: !!binary "=="',
    'tasks:\n  a: {run: "${{ ${{ tasks.a }} \' }}", if: "${{"}',
    `tasks: {a: {needs: ${'['.repeat(50)}`,
    'tasks: {"a\\nb": {run: x, needs: ["a\\nb", "\\u0000"]}}',
    '🦊: {🦊: [🦊',
    '\r\r\n\n\rtasks:\r  a: {run: x}\r',
  ];
}

async function askEverything(opened: OpenFile, position: {line: number; character: number}): Promise<void> {
  const range = {start: position, end: position};
  await Promise.all([
    opened.ask('textDocument/completion', {position}),
    opened.ask('textDocument/hover', {position}),
    opened.ask('textDocument/definition', {position}),
    opened.ask('textDocument/references', {position, context: {includeDeclaration: true}}),
    opened.ask('textDocument/prepareRename', {position}),
    opened.ask('textDocument/documentSymbol'),
    opened.ask('textDocument/codeAction', {range, context: {diagnostics: []}}),
    opened.ask('textDocument/rename', {position, newName: 'renamed'}).catch(requestFailed),
  ]);
}

/** An error response counts as a response. */
function requestFailed(error: {readonly code?: number}): void {
  expect(error.code).toBe(-32_803);
}

async function labelsAt(
  opened: OpenFile,
  position: {line: number; character: number},
): Promise<readonly string[]> {
  const list = await opened.ask<CompletionList>('textDocument/completion', {position});
  return list.items.map(({label}) => label);
}
