import {expect, test} from 'vitest';
import {diagnosticText} from '../../src/cli/text/diagnostic-text.ts';
import {load} from '../../src/config/load.ts';
import {kinds} from '../../src/tasks/registry.ts';

interface Case {
  readonly name: string;
  readonly file: readonly string[];
  readonly messages: readonly string[];
}

const BOX = '  box: {container: {image: x}}';

const cases: readonly Case[] = [
  {
    name: 'an unknown container of a command',
    file: ['tasks:', BOX, '  repair: {exec: {in: bx, command: [x]}}'],
    messages: [
      'error: task `repair` names unknown task `bx` as its `in`, did you mean `box`?',
      ' --> bottle.yaml:3:23',
      '3 |   repair: {exec: {in: bx, command: [x]}}',
      '  |                       ^^',
    ],
  },
  {
    name: 'a command in a task without an exec channel',
    file: ['tasks:', '  web: {serve: x}', '  repair: {exec: {in: web, command: [x]}}'],
    messages: [
      'error: `serve` task `web` has no exec channel; `in` works with `container` and `machine` tasks',
      ' --> bottle.yaml:3:23',
      '3 |   repair: {exec: {in: web, command: [x]}}',
      '  |                       ^^^',
      'note: `web` is defined here',
      ' --> bottle.yaml:2:3',
      '2 |   web: {serve: x}',
      '  |   ^^^',
    ],
  },
  {
    name: 'a reference for a container',
    file: ['vars: {box: box}', 'tasks:', BOX, '  repair: {exec: {in: "${{ vars.box }}", command: [x]}}'],
    messages: [
      'error: `in` must be known before the run and cannot contain a reference',
      ' --> bottle.yaml:4:24',
      '4 |   repair: {exec: {in: "${{ vars.box }}", command: [x]}}',
      '  |                        ^^^^^^^^^^^^^^^',
    ],
  },
  {
    name: 'a reference in single quotes of an exec script',
    file: ['vars: {a: b}', 'tasks:', BOX, `  repair: {exec: {in: box, command: "echo '\${{ vars.a }}'"}}`],
    messages: [
      'error: a reference inside single quotes is not replaced; use double quotes',
      ' --> bottle.yaml:4:44',
      `4 |   repair: {exec: {in: box, command: "echo '\${{ vars.a }}'"}}`,
      '  |                                            ^^^^^^^^^^^^^',
    ],
  },
  {
    name: 'an unknown container of a copy',
    file: ['tasks:', BOX, '  give: {copy: {from: ./x, to: "bx:/x"}}'],
    messages: [
      'error: task `give` names unknown task `bx` as its `to`, did you mean `box`?',
      ' --> bottle.yaml:3:33',
      '3 |   give: {copy: {from: ./x, to: "bx:/x"}}',
      '  |                                 ^^',
    ],
  },
  {
    name: 'a copy from a task without an exec channel',
    file: ['tasks:', '  db: {serve: x}', '  get: {copy: {from: db:/x, to: ./x}}'],
    messages: [
      'error: `serve` task `db` has no exec channel; `from` works with `container` and `machine` tasks',
      ' --> bottle.yaml:3:22',
      '3 |   get: {copy: {from: db:/x, to: ./x}}',
      '  |                      ^^',
      'note: `db` is defined here',
      ' --> bottle.yaml:2:3',
      '2 |   db: {serve: x}',
      '  |   ^^',
    ],
  },
  {
    name: 'a copy between two containers',
    file: ['tasks:', BOX, '  give: {copy: {from: box:/x, to: box:/y}}'],
    messages: [
      'error: both `from` and `to` name a task; copy to the host first, then from the host with a second task',
      ' --> bottle.yaml:3:35',
      '3 |   give: {copy: {from: box:/x, to: box:/y}}',
      '  |                                   ^^^^^^',
    ],
  },
  {
    name: 'a copy without a container or machine',
    file: ['tasks:', BOX, '  give: {copy: {from: ./x, to: /y}}'],
    messages: [
      'error: neither `from` nor `to` names a task; one of them must, as in `box:/path`',
      ' --> bottle.yaml:3:32',
      '3 |   give: {copy: {from: ./x, to: /y}}',
      '  |                                ^^',
    ],
  },
  {
    name: 'a relative path in a container',
    file: ['tasks:', BOX, '  get: {copy: {from: "box:x", to: ./x}}'],
    messages: [
      'error: expected an absolute path in `box`, as in `box:/x`, found `x`',
      ' --> bottle.yaml:3:22',
      '3 |   get: {copy: {from: "box:x", to: ./x}}',
      '  |                      ^^^^^^^',
    ],
  },
  {
    name: 'a dependency cycle through a command',
    file: [
      'tasks:',
      '  box: {needs: [repair], container: {image: x}}',
      '  repair: {exec: {in: box, command: [x]}}',
    ],
    messages: [
      'error: dependency cycle: `box` → `repair` → `box`',
      ' --> bottle.yaml:2:17',
      '2 |   box: {needs: [repair], container: {image: x}}',
      '  |                 ^^^^^^',
      'note: `repair` needs `box` here',
      ' --> bottle.yaml:3:23',
      '3 |   repair: {exec: {in: box, command: [x]}}',
      '  |                       ^^^',
    ],
  },
];

test.each(cases)('$name', ({file, messages}) => {
  const text = `${file.join('\n')}\n`;
  const loaded = load('/work/bottle.yaml', text, {vars: {}, env: {}, kinds});
  const diagnostics = 'launch' in loaded ? [] : loaded.diagnostics;
  expect(diagnosticText(diagnostics, () => text, {color: false, cwd: '/work'})).toBe(
    `${messages.join('\n')}\n`,
  );
});

test('commands and copies need their containers and may contain references', () => {
  const text = `
vars: {who: me}
tasks:
  box: {container: {image: x, env: {command: "'\${{ vars.who }}'"}}}
  repair: {exec: {in: box, command: "echo \${{ vars.who }}", env: {NUMBER: 1.10}}, ready: {exec: ["true"]}}
  give: {copy: {from: "\${{ vars.who }}", to: "box:/home/\${{ vars.who }}"}}
`;
  const loaded = load('/work/bottle.yaml', text, {vars: {}, env: {}, kinds});

  if (!('launch' in loaded)) throw new Error(JSON.stringify(loaded.diagnostics));
  const tasks = [...loaded.launch.tasks.values()];
  expect(
    tasks.flatMap(({name, needs}) => needs.map(({to, label}) => `${name} needs ${to}: ${label}`)),
  ).toEqual(['repair needs box: in', 'give needs box: to']);
  expect(tasks[1]?.source).toMatchObject({exec: {env: {NUMBER: '1.10'}}});
});
