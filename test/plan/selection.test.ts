import {describe, expect, test} from 'vitest';
import {load} from '../../src/config/load.ts';
import {withForeground} from '../../src/plan/foreground.ts';
import {select} from '../../src/plan/select.ts';
import {type SelectionRequest} from '../../src/plan/selection.ts';
import {kinds} from '../../src/tasks/registry.ts';

const file = `
vars: {mode: fast}
until: tests
tasks:
  address: {alias: {}}
  db: {serve: run-db, tags: [back]}
  web: {needs: [db], serve: "run-web \${{ tasks.address.ip }}", tags: [front]}
  tests: {needs: [web], run: "npm test \${{ tasks.address.ip }} \${{ tasks.db.pid }}"}
  ca: {certificate: {ca: true}}
  leaf: {certificate: {issuer: ca, hosts: [localhost]}}
`;

describe('select', () => {
  test.each<[string, SelectionRequest, readonly string[], string | undefined]>([
    ['all', {}, ['address', 'db', 'web', 'tests', 'ca', 'leaf'], 'tests'],
    ['a task with its needs, in file order', {tasks: ['web']}, ['address', 'db', 'web'], undefined],
    ['several tasks', {tasks: ['leaf', 'db']}, ['db', 'ca', 'leaf'], undefined],
    ['tags', {tags: ['back']}, ['db'], undefined],
    ['tasks and tags', {tasks: ['ca'], tags: ['back']}, ['db', 'ca'], undefined],
    ["the file's `until` if it is selected", {tasks: ['tests']}, ['address', 'db', 'web', 'tests'], 'tests'],
    ['`until` in addition to tasks', {tasks: ['db'], until: 'leaf'}, ['db', 'ca', 'leaf'], 'leaf'],
    [
      "`until` instead of the file's",
      {until: 'leaf'},
      ['address', 'db', 'web', 'tests', 'ca', 'leaf'],
      'leaf',
    ],
    ['a single task', {only: 'db'}, ['db'], undefined],
  ])('selects %s', (_, request, tasks, until) => {
    const result = select(launch(), request);
    if ('diagnostics' in result) throw new Error(messages(result).join('\n'));
    expect([...result.selection.tasks.keys()]).toEqual(tasks);
    expect(result.selection.until).toBe(until);
  });

  test('supplies a single task with the outputs of its needs', () => {
    const given = ['address.ip=127.0.0.9', 'db.pid=a=b'];
    const result = select(launch(), {only: 'tests', given});
    expect('selection' in result && Object.fromEntries(result.selection.given)).toEqual({
      address: {ip: '127.0.0.9'},
      db: {pid: 'a=b'},
    });
  });

  test.each<[SelectionRequest, readonly string[]]>([
    [{tasks: ['wbe']}, ['there is no task `wbe`, did you mean `web`?']],
    [{tags: ['middle']}, ['there is no tag `middle`; available: `back`, `front`']],
    [
      {until: 'x', only: 'y'},
      [
        'there is no task `x`; available: `address`, `db`, `web`, `tests`, `ca`, `leaf`',
        'there is no task `y`; available: `address`, `db`, `web`, `tests`, `ca`, `leaf`',
        '`--only` runs a single task; leave out the other tasks, `--tag`, `--until` and `--exit-code-from`',
      ],
    ],
    [{until: 'web'}, ['task `web` keeps running, so it cannot end the run; choose a `run` task']],
    [{given: ['db.pid=1']}, ['`--given` needs `--only`']],
    [
      {only: 'db', tasks: ['web']},
      ['`--only` runs a single task; leave out the other tasks, `--tag`, `--until` and `--exit-code-from`'],
    ],
    [
      {only: 'tests'},
      ['`--only tests` needs the outputs that the task reads; add `--given address.ip=… --given db.pid=…`'],
    ],
    [
      {only: 'tests', given: ['address.ip=1', 'db=2']},
      ['expected `--given task.output=value`, found `db=2`'],
    ],
    [
      {only: 'tests', given: ['address.pi=1']},
      ['there is no task output `address.pi`, did you mean `address.ip`?'],
    ],
    [
      {only: 'leaf'},
      ['`--only leaf` needs the outputs that the task reads; add `--given ca.cert=… --given ca.key=…`'],
    ],
  ])('rejects %j', (request, expected) => {
    expect(messages(select(launch(), request))).toEqual(expected);
  });
});

describe('the foreground command', () => {
  test('is an interactive task that needs all others and reads their outputs', () => {
    const result = foreground(['curl', 'http://${{ tasks.address.ip }}/${{ vars.mode }}']);
    if ('diagnostics' in result) throw new Error(messages(result).join('\n'));
    const command = [...result.selection.tasks.values()].at(-1);
    expect(command?.needs.map(({to}) => to)).toEqual(['address']);
    expect(command?.kind.isInteractive?.(command.source as never)).toBe(true);
  });

  test('selects the tasks whose outputs its environment reads', () => {
    const chosen = foreground(['env'], {env: 'foreground: {env: {DB: "${{ tasks.db.pid }}"}}\n'});
    if ('diagnostics' in chosen) throw new Error(messages(chosen).join('\n'));
    expect([...chosen.selection.tasks.keys()]).toEqual(['address', 'db', 'the command']);
    const alone = foreground(['env'], {
      env: 'foreground: {env: {DB: "${{ tasks.db.pid }}"}}\n',
      request: {only: 'ca'},
    });
    expect(messages(alone)).toEqual(['in `foreground.env.DB`: unknown reference `tasks.db.pid`']);
  });

  test.each([
    [[], ['expected a command after `--`']],
    [
      ['echo', '${{ tasks.address.pi }}'],
      ['in the argument `${{ tasks.address.pi }}`: unknown reference `tasks.address.pi`'],
    ],
    [
      ['echo', '${{ tasks.web.pid }}'],
      ['in the argument `${{ tasks.web.pid }}`: unknown reference `tasks.web.pid`'],
    ],
    [['echo', '${{'], ['in the argument `${{`: `${{` is not closed; close it with `}}`']],
  ])('rejects %j', (argv, expected) => {
    expect(messages(foreground(argv))).toEqual(expected);
  });
});

test('the foreground command does not share its input with a service', () => {
  const loaded = load('/work/bottle.yaml', 'tasks: {web: {serve: x, stdin: inherit}}', {
    vars: {},
    env: {},
    kinds,
  });
  if ('diagnostics' in loaded) throw new Error(messages(loaded).join('\n'));
  const selected = select(loaded.launch, {});
  if ('diagnostics' in selected) throw new Error('not selected');
  expect(messages(withForeground(selected.selection, ['cat'], loaded.launch, kinds.run))).toEqual([
    'task `web` has `stdin: inherit`, but the command after `--` reads that input',
  ]);
});

function foreground(
  argv: readonly string[],
  {env = '', request = {tasks: ['address']}}: {env?: string; request?: SelectionRequest} = {},
) {
  const selected = select(launch(env), request);
  if ('diagnostics' in selected) throw new Error('not selected');
  return withForeground(selected.selection, argv, launch(env), kinds.run);
}

function launch(head = '') {
  const loaded = load('/work/bottle.yaml', `${head}${file}`, {vars: {}, env: {}, kinds});
  if ('diagnostics' in loaded) throw new Error(messages(loaded).join('\n'));
  return loaded.launch;
}

function messages(result: object): readonly string[] {
  return 'diagnostics' in result
    ? (result.diagnostics as readonly {message: string}[]).map(({message}) => message)
    : [];
}
