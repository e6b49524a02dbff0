import {afterAll, describe, expect, test} from 'vitest';
import type {CompletionList} from 'vscode-languageserver-protocol';
import {TextDocument} from 'vscode-languageserver-textdocument';
import {startEditor, withCursor} from './editor.ts';

const editor = await startEditor({env: {EDITOR: 'vi', PAGER: 'less'}});
afterAll(async () => await editor[Symbol.asyncDispose]());

/** A file with a task of each kind, followed by the lines of the test case. */
const file = (lines: string): string => `vars: {agent: codex, mode: fast}
secrets: {TOKEN: {env: MY_TOKEN}, KEY: {file: ./key}}
tasks:
  address: {alias: {}}
  ca: {certificate: {ca: true}}
  leaf: {certificate: {issuer: ca, hosts: [localhost]}}
  net: {network: {internal: true}}
  base: {image: {pull: busybox}}
  box: {container: {image: x, ports: ["8888", "53/udp"]}, ready: {log: 'on (?<url>\\S+)'}}
  db: {serve: db, description: holds the notes, ready: [{log: 'port (?<port>\\d+)'}, {file: x}]}
  build: {run: make, outputs: [version]}
  inside: {exec: {in: box, command: x, outputs: [home]}}
  give: {copy: {from: ./x, to: "box:/x"}}
  there: {wait: {}}
${lines}`;

const everyTask = 'address ca leaf net base box db build inside give there';
const readable = 'address ca leaf net base box db build inside';
const roots =
  'tasks vars env secrets run file host default default_unset required required_set alternative alternative_set concat';

describe('names of tasks', () => {
  test.each([
    ['a list in brackets', '  web:\n    run: x\n    needs: [‸]\n', everyTask],
    ['a second item', '  web:\n    run: x\n    needs: [db, ‸]\n', without(everyTask, 'db')],
    ['an item of a list', '  web:\n    run: x\n    needs:\n      - ‸\n', everyTask],
    ['a partial item', '  web:\n    run: x\n    needs:\n      - db\n      - bu‸\n', without(everyTask, 'db')],
    ['a need with a condition', '  web: {run: x, needs: [db, {task: ‸}]}\n', without(everyTask, 'db')],
    ['a quoted item', '  web: {run: x, needs: ["d‸"]}\n', everyTask],
    ['an unclosed bracket', '  web:\n    run: x\n    needs: [‸\n  last: {run: y}\n', `${everyTask} last`],
    [
      'several unclosed brackets',
      '  web: {run: x, needs: [db, ‸\n  last: {run: y}\n',
      `${without(everyTask, 'db')} last`,
    ],
    ['an unclosed quote', '  web:\n    needs: ["‸\n    run: y\n', everyTask],
    ['a task without a kind', '  web:\n    needs: [‸]\n', everyTask],
    ['a container for a command', '  web:\n    exec:\n      in: ‸\n', 'box'],
    ['a container in braces', '  web: {exec: {in: b‸, command: x}}\n', 'box'],
    ['a network', '  web: {container: {image: x, networks: [‸]}}\n', 'net bridge'],
    [
      'a network after another one',
      '  web: {container: {image: x, networks: [{network: ‸}]}}\n',
      'net bridge',
    ],
    ['an issuer', '  web: {certificate: {issuer: ‸, hosts: [x]}}\n', 'ca'],
    ['the source of a copy', '  web: {copy: {from: ./x, to: ‸}}\n', 'box'],
    ['the target of a copy', '  web: {copy: {from: b‸:/etc, to: ./x}}\n', 'box'],
    ['a path in a copy', '  web: {copy: {from: ./x, to: box:/‸}}\n', undefined],
    ['a file with Windows line endings', '  web:\r\n    run: x\r\n    needs: [‸]\r\n', everyTask],
    [
      'a file with surrogate pairs',
      '  web:\n    description: 🦊🦊\n    run: 🦊\n    needs: [ 🦊, ‸]\n',
      everyTask,
    ],
    ['a line with a tab', '  web: {run: x, needs: [\t‸]}\n', everyTask],
    [
      'a file with another error',
      '  web: {run: x, needs: [‸]}\n  a: {rnu: x, needs: [absent]}\n  a: *b\n',
      `${everyTask} a`,
    ],
    ['a comment', '  web: {run: x, needs: []} # ‸\n', undefined],
    ['a script', '  web:\n    run: x ‸\n', undefined],
    ['a description', '  web: {run: x, description: ‸}\n', undefined],
    ['a key', '  web:\n    run: x\n    ne‸\n', undefined],
    ['a name of a task', '  we‸: {run: x}\n', undefined],
  ])('are offered in %s', async (_name, lines, expected) => {
    expect(await labelsAt(file(lines))).toBe(expected);
  });

  test('are offered under `until` if they end', async () => {
    expect(await labelsAt(`until: ‸\n${file('')}`)).toBe('ca leaf base build inside give there');
  });

  test('are offered under an anchor', async () => {
    const anchored = 'x-common: &common\n  needs: [‸]\ntasks:\n  a: {run: x}\n  b: {run: x, <<: *common}\n';
    expect(await labelsAt(anchored)).toBe('a');
  });
});

describe('references', () => {
  test.each([
    ['an empty reference', 'run: x ${{ ‸ }}', roots],
    ['braces without spaces', 'run: x ${{‸}}', roots],
    ['a partial namespace', 'run: x ${{ ta‸ }}', roots],
    ['an unclosed reference', 'run: x ${{ ‸', roots],
    ['an unclosed reference in quotes', 'run: "x ${{ tasks.‸', readable],
    ['an unclosed reference in an unclosed list', 'run: [x, "${{ tasks.‸', readable],
    ['a task', 'run: x ${{ tasks.‸ }}', readable],
    ['a partial task name', 'run: x ${{ tasks.d‸ }}', readable],
    [
      'a probe that reads its own task',
      'run: x\n    ready: {file: "/proc/${{ tasks.‸ }}"}',
      `${readable} web`,
    ],
    ['outputs of serve', 'run: x ${{ tasks.db.‸ }}', 'pid log.port'],
    ['outputs of run', 'run: x ${{ tasks.build.‸ }}', 'stdout version'],
    ['outputs of exec', 'run: x ${{ tasks.inside.‸ }}', 'stdout home'],
    ['outputs of alias', 'run: x ${{ tasks.address.‸ }}', 'ip'],
    ['outputs of certificate', 'run: x ${{ tasks.leaf.‸ }}', 'cert key fingerprint'],
    ['outputs of network', 'run: x ${{ tasks.net.‸ }}', 'id name subnet gateway'],
    ['outputs of image', 'run: x ${{ tasks.base.‸ }}', 'id ref'],
    [
      'outputs of container',
      'run: x ${{ tasks.box.‸ }}',
      'id name ip ports.8888 ports.8888.host ports.8888.port ports.53 ports.53.host ports.53.port log.url',
    ],
    ['a partial output name', 'run: x ${{ tasks.db.log.‸ }}', 'pid log.port'],
    ['outputs of an unknown task', 'run: x ${{ tasks.absent.‸ }}', ''],
    ['variables', 'run: x ${{ vars.‸ }}', 'agent mode'],
    ['secrets', 'run: x ${{ secrets.‸ }}', 'TOKEN KEY'],
    ['facts of the run', 'run: x ${{ run.‸ }}', 'id name dir copy'],
    ['facts of the host', 'run: x ${{ host.‸ }}', 'os arch cpus uid gid'],
    ['facts of the file', 'run: x ${{ file.‸ }}', 'dir'],
    ['an unknown namespace', 'run: x ${{ vrs.‸ }}', ''],
    ['a second reference', 'run: x ${{ vars.agent }} ${{ vars.‸ }}', 'agent mode'],
    ['an operand', "run: x ${{ vars.agent == 'x' && vars.‸ }}", 'agent mode'],
    ['a condition', 'run: x\n    if: ${{ vars.‸ }}', 'agent mode'],
    ['the environment', 'run: x\n    env:\n      A: ${{ vars.‸ }}', 'agent mode'],
    ['a multi-line script', 'run: |\n      x\n      y ${{ vars.‸ }}\n      z', 'agent mode'],
    ['an argument', 'run: [x, "${{ vars.‸ }}"]', 'agent mode'],
    ['a string in a reference', "run: x ${{ vars.agent == 'c‸' }}", undefined],
    ['the text after a reference', 'run: x ${{ vars.agent }} vars.‸', undefined],
    ['escaped braces', 'run: x $${{ ‸ }}', undefined],
    ['a key without references', 'run: x\n    description: ${{ ‸ }}', ''],
    ['a regular expression', 'run: x\n    ready: {log: "${{ ‸ }}"}', ''],
    ['the name of a task', 'exec: {in: "${{ ‸ }}", command: x}', ''],
  ])('are offered in %s', async (_name, task, expected) => {
    expect(await labelsAt(file(`  web:\n    ${task}\n`))).toBe(expected);
  });

  test('include names of environment variables', async () => {
    const labels = await labelsAt(file('  web: {run: "${{ env.‸ }}"}\n'));
    expect(labels?.split(' ')).toEqual(expect.arrayContaining(['EDITOR', 'PAGER']));
  });

  test.each(['env: {A: ', 'foreground: {env: {A: '])(
    'are offered in an environment of the file: %s',
    async start => {
      const end = start.replaceAll(/[^{]/g, '').replaceAll('{', '}');
      expect(await labelsAt(`${start}"\${{ ‸ }}"${end}\n${file('')}`)).toBe(roots);
      expect(await labelsAt(`${start}"\${{ tasks.db.‸ }}"${end}\n${file('')}`)).toContain('pid');
    },
  );
});

/** The text after accepting the only item, or the one with this label. */
test.each([
  ['a task', '  web: {run: x, needs: [bu‸]}', 'build', '  web: {run: x, needs: [build]}'],
  ['a task before a letter', '  web: {run: x, needs: [b‸d]}', 'build', '  web: {run: x, needs: [build]}'],
  ['a task instead of a list', '  web: {run: x, needs: ‸}', 'db', '  web: {run: x, needs: [db]}'],
  [
    'a task after an emoji',
    '  web: {run: "🦊", env: {A: 🦊}, needs: [‸]}',
    'db',
    '  web: {run: "🦊", env: {A: 🦊}, needs: [db]}',
  ],
  ['one side of a copy', '  web: {copy: {from: ./x, to: ‸}}', 'box', '  web: {copy: {from: ./x, to: box:/}}'],
  [
    'one side of a copy with a path',
    '  web: {copy: {from: ‸:/x, to: ./x}}',
    'box',
    '  web: {copy: {from: box:/x, to: ./x}}',
  ],
  ['a namespace', '  web: {run: "${{ va‸ }}"}', 'vars', '  web: {run: "${{ vars }}"}'],
  [
    'a task in a reference',
    '  web: {run: "${{ tasks.‸.pid }}"}',
    'db',
    '  web: {run: "${{ tasks.db.pid }}"}',
  ],
  [
    'an output',
    '  web: {run: "${{ tasks.db.lo‸ }}"}',
    'log.port',
    '  web: {run: "${{ tasks.db.log.port }}"}',
  ],
  [
    'an output of a task with a dotted name',
    '  web: {run: "${{ tasks.db.log.‸x }}"}',
    'log.port',
    '  web: {run: "${{ tasks.db.log.port }}"}',
  ],
  [
    'an output with Windows line endings',
    '  web:\r\n    run: |\r\n      é ${{ tasks.db.‸ }}\r\n',
    'pid',
    '  web:\r\n    run: |\r\n      é ${{ tasks.db.pid }}\r\n',
  ],
])('accepting %s', async (_name, lines, label, expected) => {
  const {list, text} = await completionsAt(file(lines));
  const item = list?.items.find(item => item.label === label);
  const document = TextDocument.create('', '', 0, text);
  expect(item && TextDocument.applyEdits(document, [item.textEdit as never])).toBe(file(expected));
});

test('items have details', async () => {
  const details = async (lines: string) => {
    const {list} = await completionsAt(file(lines));
    return list?.items.map(({label, detail, documentation}) => [label, detail, documentation]);
  };
  expect(await details('  web: {run: x, needs: [‸]}')).toContainEqual(['db', 'serve', 'holds the notes']);
  expect(await details('  web: {run: "${{ vars.‸ }}"}')).toContainEqual(['agent', 'codex', undefined]);
  expect(await details('  web: {run: "${{ secrets.‸ }}"}')).toEqual([
    ['TOKEN', 'from the environment variable MY_TOKEN', undefined],
    ['KEY', 'from the file ./key', undefined],
  ]);
  expect(await details('  web: {run: "${{ tasks.db.‸ }}"}')).toEqual([
    ['pid', 'the process id', undefined],
    ['log.port', 'a named group of its `log` probe', undefined],
  ]);
});

test.each(['', '\n', '‸', 'tasks:\n', 'a: [', '\t', '%', '"', '- x', '&a *a', '--- |\n...'])(
  'nothing is offered in %j',
  async text => {
    const {list} = await completionsAt(text.includes('‸') ? text : `${text}‸`);
    expect(list ?? {items: []}).toMatchObject({items: []});
  },
);

/** The labels in sort order, or `undefined` if there is no list. */
async function labelsAt(marked: string): Promise<string | undefined> {
  const {list} = await completionsAt(marked);
  const inOrder = list?.items.toSorted((a, b) => (a.sortText ?? '').localeCompare(b.sortText ?? ''));
  return inOrder?.map(({label}) => label).join(' ');
}

async function completionsAt(marked: string) {
  const {text, position} = withCursor(marked);
  const opened = await editor.open(text);
  const list = await opened.ask<CompletionList | null>('textDocument/completion', {position});
  await opened.close();
  return {list, text};
}

function without(names: string, name: string): string {
  return names
    .split(' ')
    .filter(other => other !== name)
    .join(' ');
}
