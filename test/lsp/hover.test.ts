import {afterAll, describe, expect, test} from 'vitest';
import type {Hover} from 'vscode-languageserver-protocol';
import {startEditor, withCursor} from './editor.ts';

const editor = await startEditor({env: {EDITOR: 'vi'}});
afterAll(async () => await editor[Symbol.asyncDispose]());

const file = `vars: {agent: codex}
secrets: {TOKEN: {env: MY_TOKEN}}
tasks:
  address: {alias: {}}
  db:
    description: holds the notes
    serve: [db, "\${{ tasks.address.ip }}", "\${{ vars.agent }}"]
    ready: {log: 'port (?<port>\\d+)'}
  build: {run: make, outputs: [version]}
  web:
    needs: [build]
    serve: web \${{ tasks.db.log.port }} \${{ tasks.build.version }} \${{ env.EDITOR }} \${{ env.NOPE || run.id }}
    env: {TOKEN: "\${{ secrets.TOKEN }}"}
`;

describe('hover', () => {
  test.each([
    [
      'a task',
      '  d‸b:',
      [
        '`serve` task `db`',
        'holds the notes',
        'wave 2 of 3; needs `address`; needed by `web`; 2 of 3 on the longest chain',
        'outputs: `pid`, `log.port`',
      ],
    ],
    [
      'a task without needs',
      '  add‸ress:',
      [
        '`alias` task `address`',
        'wave 1 of 3; needs nothing; needed by `db`; 1 of 3 on the longest chain',
        'outputs: `ip`',
      ],
    ],
    [
      'a task in `needs`',
      '[bui‸ld]',
      ['`run` task `build`', 'wave 1 of 3; needs nothing; needed by `web`', 'outputs: `stdout`, `version`'],
    ],
    [
      'a task in a reference',
      'tasks.bui‸ld',
      ['`run` task `build`', 'wave 1 of 3; needs nothing; needed by `web`', 'outputs: `stdout`, `version`'],
    ],
    ['an output', 'log.po‸rt', ['`log.port` of `serve` task `db`: a named group of its `log` probe']],
    [
      'a declared output',
      'build.ver‸sion',
      ['`version` of `run` task `build`: a value that the command writes to `$BOTTLE_OUTPUT`'],
    ],
    ['a variable', 'vars.ag‸ent', ['variable `agent`: `codex`']],
    ['a key under `vars`', '{ag‸ent', ['variable `agent`: `codex`']],
    ['a secret', 'secrets.TO‸KEN', ['secret `TOKEN`, from the environment variable MY_TOKEN']],
    [
      'the environment',
      'env.EDI‸TOR',
      ['environment variable `EDITOR`, set in the environment of this editor'],
    ],
    [
      'an unset environment variable',
      'env.NO‸PE',
      ['environment variable `NOPE`, not set in the environment of this editor'],
    ],
    ['a fact of the run', 'run.i‸d', ['`run.id`: the id of the run']],
    ['a namespace', 'ta‸sks.address', ['`tasks`: outputs of other tasks']],
    ['a command', '[d‸b, ', undefined],
    ['a key', 'rea‸dy', undefined],
  ])('shows a description of %s', async (_name, marked, shown) => {
    expect(await hoverOn(file, marked)).toBe(shown?.join('\n\n'));
  });

  test("shows the conditions of a task's needs", async () => {
    const marked =
      'tasks: {a: {run: x}, b: {run: x}, c: {run: x}, l‸ast: {run: x, needs: [a, {task: b, condition: ended}, {task: c, condition: ready}]}}';
    expect(await hoverIn(marked)).toContain('needs `a`, `b` (ended), `c`;');
  });

  test.each([
    ['a task of a file with errors', 'tasks:\n  d‸b: {serve: x, needs: [absent]}\n'],
    ['a task of a file that is not YAML', 'tasks:\n  d‸b: {serve: x}\n  web: [\n'],
    ['a task in a dependency cycle', 'tasks:\n  d‸b: {serve: x, needs: [db]}\n'],
  ])('shows a description of %s', async (_name, marked) => {
    expect(await hoverIn(marked)).toContain('its position in the plan is shown once the file has no errors');
  });

  test.each(['tasks: {a: {run: x, needs: [no‸body]}}', '‸', 'tasks: {a: {run: "${{ tasks.b.p‸id }}"}}'])(
    'shows nothing on %s',
    async marked => {
      expect(await hoverIn(marked)).toBeUndefined();
    },
  );
});

async function hoverOn(text: string, marked: string): Promise<string | undefined> {
  const needle = marked.replace('‸', '');
  if (!text.includes(needle)) throw new Error(`no ${needle} in the file`);
  return await hoverIn(text.replace(needle, () => marked));
}

async function hoverIn(marked: string): Promise<string | undefined> {
  const {text, position} = withCursor(marked);
  const opened = await editor.open(text);
  const hover = await opened.ask<Hover | null>('textDocument/hover', {position});
  return hover ? (hover.contents as {value: string}).value : undefined;
}
