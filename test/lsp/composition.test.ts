import {afterAll, expect, test} from 'vitest';
import type {Location, WorkspaceEdit} from 'vscode-languageserver-protocol';
import {TextDocument} from 'vscode-languageserver-textdocument';
import {startEditor} from './editor.ts';

const editor = await startEditor();
afterAll(async () => await editor[Symbol.asyncDispose]());

const root = `include: [{path: api/bottle.yaml, prefix: api}]
x-base: {env: {A: 1}}
tasks:
  web: {extends: base, needs: [api-db], env: {P: "\${{ tasks.api-db.pid }} \${{ vars.api-port }}"}}
  base: {extends: x-base, run: x}
`;
const api = `vars: {port: 80}
tasks:
  db: {serve: "db \${{ vars.port }}"}
  job: {run: x, needs: [db]}
`;

/** Opens both files in their own folder. */
async function opened(folder: string, files: {readonly root?: string; readonly api?: string} = {}) {
  const texts = {'bottle.yaml': files.root ?? root, 'api/bottle.yaml': files.api ?? api};
  const uriOf = (name: string) => `file:///${folder}/${name}`;
  const included = await editor.open(texts['api/bottle.yaml'], uriOf('api/bottle.yaml'));
  const main = await editor.open(texts['bottle.yaml'], uriOf('bottle.yaml'));
  const nameOf = (uri: string) => uri.replace(`file:///${folder}/`, '') as keyof typeof texts;
  const documentOf = (name: keyof typeof texts) => TextDocument.create(name, '', 0, texts[name]);
  return {
    ...{main, included},
    at: (name: keyof typeof texts, needle: string) => ({
      position: documentOf(name).positionAt(texts[name].indexOf(needle) + 1),
    }),
    /** The file and the first line of a range. */
    shown({uri, range}: Location) {
      const name = nameOf(uri);
      return `${name}: ${texts[name].slice(documentOf(name).offsetAt(range.start)).split('\n')[0]}`;
    },
    applied({changes = {}}: WorkspaceEdit) {
      return Object.fromEntries(
        Object.entries(changes).map(([uri, edits]) => {
          const name = nameOf(uri);
          return [name, TextDocument.applyEdits(documentOf(name), edits)];
        }),
      );
    },
  };
}

test('goes to a definition in an included file', async () => {
  const {main, at, shown} = await opened('definition');
  const definitionOf = async (needle: string) =>
    shown(await main.ask<Location>('textDocument/definition', at('bottle.yaml', needle)));
  expect(await definitionOf('api-db]')).toBe('api/bottle.yaml: db: {serve: "db ${{ vars.port }}"}');
  expect(await definitionOf('api-db.pid')).toBe('api/bottle.yaml: db: {serve: "db ${{ vars.port }}"}');
  expect(await definitionOf('api-port')).toBe('api/bottle.yaml: port: 80}');
  expect(await definitionOf('base, needs')).toBe('bottle.yaml: base: {extends: x-base, run: x}');
});

test('renames in all files, from each file', async () => {
  const renamed = {
    'bottle.yaml': root.replaceAll('api-db', 'api-store'),
    'api/bottle.yaml': api.replace('  db:', '  store:').replace('[db]', '[store]'),
  };
  const {main, included, at, applied} = await opened('rename');
  const fromRoot = await main.ask<WorkspaceEdit>('textDocument/rename', {
    ...at('bottle.yaml', 'api-db]'),
    newName: 'api-store',
  });
  expect(applied(fromRoot)).toEqual(renamed);
  const fromIncluded = await included.ask<WorkspaceEdit>('textDocument/rename', {
    ...at('api/bottle.yaml', 'db: {'),
    newName: 'store',
  });
  expect(applied(fromIncluded)).toEqual(renamed);
  const variable = await included.ask<WorkspaceEdit>('textDocument/rename', {
    ...at('api/bottle.yaml', 'port: 80'),
    newName: 'door',
  });
  expect(applied(variable)).toEqual({
    'bottle.yaml': root.replace('api-port', 'api-door'),
    'api/bottle.yaml': api.replaceAll('port', 'door'),
  });
  const base = await main.ask<WorkspaceEdit>('textDocument/rename', {
    ...at('bottle.yaml', 'base: {extends'),
    newName: 'common',
  });
  expect(applied(base)).toEqual({
    'bottle.yaml': root.replace('extends: base', 'extends: common').replace('  base:', '  common:'),
  });
});

test('keeps the prefix of an include when renaming', async () => {
  const {main, at} = await opened('prefix');
  await expect(
    main.ask('textDocument/rename', {...at('bottle.yaml', 'api-db]'), newName: 'store'}),
  ).rejects.toThrow('`api-db` has the prefix of its include; the new name must start with `api-`');
});

test('finds references in all files', async () => {
  const {included, at, shown} = await opened('references');
  const found = await included.ask<Location[]>('textDocument/references', {
    ...at('api/bottle.yaml', 'db: {'),
    context: {includeDeclaration: false},
  });
  expect(found.map(shown)).toEqual([
    'api/bottle.yaml: db]}',
    expect.stringMatching(/^bottle.yaml: api-db\]/),
    expect.stringMatching(/^bottle.yaml: api-db.pid/),
  ]);
});

test('shows errors in an included file at the `include`', async () => {
  const wrong = api.replace('needs: [db]', 'needs: [bd]');
  const {main, included} = await opened('errors', {api: wrong});
  expect(await main.problems()).toMatchObject([
    {
      message:
        'api/bottle.yaml: task `api-job` needs unknown task `bd`; available: `api-db`, `web` and `base`',
      range: {start: {line: 0, character: 0}, end: {line: 0, character: 7}},
      relatedInformation: [{location: {uri: included.uri, range: {start: {line: 3, character: 24}}}}],
    },
  ]);
  expect(await included.problems()).toMatchObject([{range: {start: {line: 3}}}]);
});

test('lists symbols of the file only, and completes tasks of included files', async () => {
  const {main, at} = await opened('symbols');
  const symbols = await main.ask<{name: string}[]>('textDocument/documentSymbol');
  expect(symbols.map(({name}) => name)).toEqual(['web', 'base']);
  const {items} = await main.ask<{items: {label: string}[]}>(
    'textDocument/completion',
    at('bottle.yaml', 'api-db]'),
  );
  expect(items.map(({label}) => label)).toEqual(expect.arrayContaining(['api-db', 'api-job']));
});
