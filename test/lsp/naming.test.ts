import {afterAll, describe, expect, test} from 'vitest';
import type {Location, Range, WorkspaceEdit} from 'vscode-languageserver-protocol';
import {TextDocument} from 'vscode-languageserver-textdocument';
import {startEditor, withCursor} from './editor.ts';

const editor = await startEditor();
afterAll(async () => await editor[Symbol.asyncDispose]());

/** All mentions of tasks are marked with `«»`. Other occurrences of `db`, `box` etc. are not mentions. */
const marked = `name: db
until: «db»
vars: {db: db, box: "db"}
secrets: {db: {env: db}}
env: {db: "db \${{ vars.db }} \${{ secrets.db }}"}
x-shared: &shared
  needs: [«box», "«db»"]
tasks:
  «db»: # db
    run: db \${{ vars.db }} # the shell reads \${{ vars.box }}
    outputs: [db]
    tags: [db] # \${{ tasks.db.db }}
  «net»: {network: {}}
  «box»:
    container:
      image: db
      networks: [«net», bridge, {network: «net», aliases: [net]}]
  "«ca»": {certificate: {ca: true}}
  «leaf»: {certificate: {issuer: «ca», hosts: [ca]}}
  «other»: {<<: *shared, run: "x \${{ tasks.«db».db }}\${{ tasks.«box».ip || tasks.«db».stdout }}", env: {db: 'db'}}
  «last»:
    needs:
    - «db»
    - '«box»'
    - {task: «net», condition: started}
    - «leaf»
    exec: {in: «box», command: [db, "tasks.db.db", "$\${{ tasks.db.db }}"]}
    ready: {exec: [db, "\${{ tasks.«db».db == 'db' }}"]}
  «give»: {copy: {from: ./db, to: "«box»:/db"}, description: 'db and box'}
  «get»: {copy: {from: «box»:/box, to: box}}
`;
const everywhere = marked.replaceAll(/[«»]/g, '');

describe('rename', () => {
  test.each([
    ['a task that is run', '  db: #', 'db', 'db-2'],
    ['a container', '  box:\n', 'box', 'crate'],
    ['a quoted key', ' "ca"', 'ca', 'authority'],
    ['a network', '  net: {', 'net', 'inner'],
    ['a task without references', '  get: {', 'get', 'fetch'],
  ])('changes only the key and all references: %s', async (_name, needle, old, name) => {
    expect(await renamed(cursorIn(everywhere, needle, 2), name)).toBe(expectedRename(old, name));
  });

  test('starts from a reference, a variable or a secret', async () => {
    expect(await renamed(cursorIn(everywhere, 'tasks.db.stdout', 7), 'store')).toBe(
      expectedRename('db', 'store'),
    );
    const vars = await renamed(cursorIn(everywhere, '{db: db, box', 2), 'name');
    expect(vars).toBe(everywhere.replace('vars: {db', 'vars: {name').replaceAll('vars.db', 'vars.name'));
    const secrets = await renamed(cursorIn(everywhere, 'secrets.db', 9), 'token');
    expect(secrets).toBe(
      everywhere.replace('secrets: {db', 'secrets: {token').replaceAll('secrets.db', 'secrets.token'),
    );
  });

  test.each([
    [
      'an invalid name',
      '2nd',
      'expected a name of letters, digits, `_` and `-` that starts with a letter or `_`, found `2nd`',
    ],
    [
      'a name with a dot',
      'a.b',
      'expected a name of letters, digits, `_` and `-` that starts with a letter or `_`, found `a.b`',
    ],
    [
      'an empty name',
      '',
      'expected a name of letters, digits, `_` and `-` that starts with a letter or `_`, found ``',
    ],
    ['an existing name', 'box', 'task `box` already exists'],
    [
      'a word that is not a string in YAML',
      'null',
      '`null` would not be parsed as a name; choose another one',
    ],
  ])('rejects %s', async (_name, name, message) => {
    await expect(renamed(cursorIn(everywhere, '  db: #', 2), name)).rejects.toThrow(message);
  });

  test("rejects Docker's own networks", async () => {
    const message = '`bridge` would not be parsed as a name; choose another one';
    await expect(renamed(cursorIn(everywhere, '  net: {', 2), 'bridge')).rejects.toThrow(message);
  });

  test('rejects a name written with escapes', async () => {
    const file = 'tasks:\n  d‸b: {run: x}\n  web: {run: x, needs: ["\\x64b"]}\n';
    const message = '`db` contains escape sequences in some places; remove them first';
    await expect(renamed(file, 'store')).rejects.toThrow(message);
  });

  test('supports Windows line endings and surrogate pairs', async () => {
    const file =
      'tasks:\r\n  d‸b: {run: x}\r\n  web: {run: "🦊 ${{ tasks.db.stdout }}", needs: [db]} # é\r\n';
    expect(await renamed(file, 'store')).toBe(
      'tasks:\r\n  store: {run: x}\r\n  web: {run: "🦊 ${{ tasks.store.stdout }}", needs: [store]} # é\r\n',
    );
  });

  test('works in a broken file', async () => {
    const file = 'tasks:\n  d‸b: {rnu: x}\n  web: {run: x, needs: [db, absent]}\n  bad: {run: [db}\n';
    expect(await renamed(file, 'store')).toContain('  web: {run: x, needs: [store, absent]}');
  });

  test.each([
    'tasks:\n  web: {run: "x‸"}\n',
    'ta‸sks: {}\n',
    'tasks: {web: {run: x, needs: [no‸body]}}\n',
    '‸',
  ])('returns nothing for an unnamed position: %j', async marked => {
    const {text, position} = withCursor(marked);
    const opened = await editor.open(text);
    expect(await opened.ask('textDocument/prepareRename', {position})).toBeNull();
    expect(await opened.ask('textDocument/rename', {position, newName: 'x'})).toBeNull();
  });

  test('returns the range of the name alone for preparation', async () => {
    const {text, position} = withCursor('tasks:\n  "d‸b": {run: x}\n');
    const opened = await editor.open(text);
    expect(await opened.ask('textDocument/prepareRename', {position})).toEqual({
      range: {start: {line: 1, character: 3}, end: {line: 1, character: 5}},
      placeholder: 'db',
    });
  });
});

describe('definition and references', () => {
  test.each([
    ['needs', '- d‸b', '  db: #'],
    ['until', 'until: d‸b', '  db: #'],
    ['in', 'in: b‸ox', '  box:'],
    ['networks', '[n‸et', '  net:'],
    ['issuer', 'issuer: c‸a', '  "ca"'],
    ['the source of a copy', '"b‸ox:/db"', '  box:'],
    ['the target of a copy', 'from: b‸ox:/box', '  box:'],
    ['a reference', 'tasks.d‸b.stdout', '  db: #'],
    ['an output', 'tasks.db.std‸out', '  db: #'],
    ['an anchor', '"d‸b"]', '  db: #'],
    ['the end of a name', '- db‸', '  db: #'],
    ['a variable', 'vars.d‸b', '{db: db, box'],
    ['a secret', 'secrets.d‸b', '{db: {env'],
  ])('find the definition from %s', async (_name, marked, definition) => {
    const found = await definitionFrom(marked);
    const at = everywhere.indexOf(definition) + definition.search(/\w/);
    expect(found?.map(({start}) => start)).toEqual([positionIn(everywhere, at)]);
  });

  test.each(['[n‸odb', 'image: d‸b', 'tags: [d‸b', 'bri‸dge', '"tasks.d‸b.db"'])(
    'find no definition from %s',
    async marked => {
      expect(await definitionFrom(marked)).toBeUndefined();
    },
  );

  test('find all references to a task, with and without its key', async () => {
    const {text, position} = withCursor(cursorIn(everywhere, 'issuer: ca', 9));
    const opened = await editor.open(text);
    const ask = async (includeDeclaration: boolean) =>
      await opened.ask<Location[]>('textDocument/references', {position, context: {includeDeclaration}});
    expect((await ask(true)).map(({range}) => sliceOf(text, range))).toEqual(['ca', 'ca']);
    expect(await ask(false)).toHaveLength(1);
  });
});

function expectedRename(old: string, name: string): string {
  return marked.replaceAll(`«${old}»`, name).replaceAll(/[«»]/g, '');
}

function cursorIn(text: string, needle: string, inside: number): string {
  const at = text.indexOf(needle) + inside;
  return `${text.slice(0, at)}‸${text.slice(at)}`;
}

function positionIn(text: string, offset: number) {
  return TextDocument.create('', '', 0, text).positionAt(offset);
}

function sliceOf(text: string, range: Range): string {
  return TextDocument.create('', '', 0, text).getText(range);
}

async function definitionFrom(marked: string): Promise<readonly Range[] | undefined> {
  const needle = marked.replace('‸', '');
  const place = everywhere.includes(needle)
    ? everywhere.replace(needle, () => marked)
    : `${everywhere}  z: ${marked}`;
  const {text, position} = withCursor(place);
  const opened = await editor.open(text);
  const found = await opened.ask<Location | null>('textDocument/definition', {position});
  return found ? [found.range] : undefined;
}

async function renamed(marked: string, newName: string): Promise<string> {
  const {text, position} = withCursor(marked);
  const opened = await editor.open(text);
  const edit = await opened.ask<WorkspaceEdit>('textDocument/rename', {position, newName});
  const edits = edit.changes?.[opened.uri] ?? [];
  return TextDocument.applyEdits(TextDocument.create('', '', 0, text), edits);
}
