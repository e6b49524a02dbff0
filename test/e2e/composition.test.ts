import {expect, test} from 'vitest';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';

async function rigWith(files: Readonly<Record<string, string>>): Promise<LaunchRig> {
  const {'bottle.yaml': root = '', ...others} = files;
  const rig = await launchRig(root);
  for (const [name, text] of Object.entries(others)) await rig.write(name, text);
  return rig;
}

async function linesOf(rig: LaunchRig, args: readonly string[]) {
  const launch = rig.run(args);
  const {code, stderr} = await launch.ended();
  const lines = launch.events.flatMap(event =>
    event.type === 'task-output' && event.stream === 'stdout' ? [`${event.task}: ${event.line}`] : [],
  );
  return {code, stderr, lines: lines.toSorted()};
}

const included = {
  'bottle.yaml': `
    include: [{path: api/bottle.yaml, prefix: api, vars: {port: "\${{ vars.port }}1"}}]
    vars: {port: 80}
    env: {A: root, B: root}
    tasks:
      own: {run: 'echo "$A $B \${{ tasks.api-web.log }}"', needs: [api-web]}
    `,
  'api/bottle.yaml': `
    vars: {port: 1}
    env: {B: "api \${{ file.dir }}"}
    env_file: api.env
    dotenv: true
    until: web
    tasks:
      db: {run: touch made, sources: [in], generates: [made]}
      web:
        run: 'echo "$A $B $C \${{ env.D }} \${{ vars.port }} $(echo *)"; echo log=x >> "$BOTTLE_OUTPUT"'
        outputs: [log]
        needs: [db]
        undo: 'pwd > undone'
    `,
  'api/api.env': 'C=file',
  'api/.env': 'D=dot',
  'api/in': '',
};

test('tasks of an included file run in its folder with its environment', async () => {
  const rig = await rigWith(included);
  const {code, lines} = await linesOf(rig, []);
  expect({code, lines}).toEqual({
    code: 0,
    lines: [`api-web: root api ${rig.dir}/api file dot 801 api.env bottle.yaml in made`, 'own: root root x'],
  });
  expect(await rig.read('api/undone')).toBe(`${rig.dir}/api\n`);
});

test('later files change the first one, and profiles select tasks', async () => {
  const rig = await rigWith({
    'bottle.yaml': `
      vars: {v: 1}
      profiles: {ci: {tags: [ci], vars: {v: 2}}}
      tasks:
        a: {run: 'echo "a \${{ vars.v }} $X"', tags: [ci]}
        b: {run: echo b}
      `,
    'ci/ci.yaml': 'tasks: {a: {env: {X: changed}}}',
  });
  const files = ['-f', 'bottle.yaml', '-f', 'ci/ci.yaml'];
  expect((await linesOf(rig, [...files])).lines).toEqual(['a: a 1 changed', 'b: b']);
  expect((await linesOf(rig, ['--profile', 'ci'])).lines).toEqual(['a: a 2 ']);
  expect((await linesOf(rig, ['--profile', 'ci', '--var', 'v=3', 'b'])).lines).toEqual(['b: b']);
  expect(await linesOf(rig, ['--profile', 'cj'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('unknown profile `cj` in `--profile`, did you mean `ci`?') as string,
  });
});

test('errors show the line in the right file', async () => {
  const rig = await rigWith({...included, 'api/bottle.yaml': 'tasks:\n  web: {run: x, needs: [bd]}\n'});
  const {stderr} = await linesOf(rig, []);
  expect(stderr).toContain(' --> api/bottle.yaml:2:25\n2 |   web: {run: x, needs: [bd]}\n');
});

test('a second `-d` compares profiles', async () => {
  const rig = await rigWith({
    'bottle.yaml': `
    profiles: {ci: {}}
    tasks: {a: {serve: sleep 1000}}
  `,
  });
  expect((await rig.bottle(['up', '-d', '--profile', 'ci']).ended()).code).toBe(0);
  const {code, stderr} = await rig.bottle(['up', '-d']).ended();
  expect({code, stderr}).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('call.profiles: ["ci"] before, not set now') as string,
  });
  expect((await rig.bottle(['down']).ended()).code).toBe(0);
});

test('a plan names the file of a task from an included file', async () => {
  const rig = await rigWith(included);
  const plan = await rig.bottle(['plan', '--format', 'json']).ended();
  const {tasks} = JSON.parse(plan.stdout) as {readonly tasks: readonly {task: string; file?: string}[]};
  const files = Object.fromEntries(tasks.map(({task, file}) => [task, file]));
  expect(files).toEqual({
    own: undefined,
    'api-db': `${rig.dir}/api/bottle.yaml`,
    'api-web': `${rig.dir}/api/bottle.yaml`,
  });
  const {stdout} = await rig.bottle(['plan']).ended();
  expect(stdout.match(/defined in .*/g)).toEqual([
    'defined in api/bottle.yaml',
    'defined in api/bottle.yaml',
  ]);
  await rig.write('ci.yaml', 'tasks: {more: {run: x}}');
  const changed = await rig.bottle(['plan', '-f', 'bottle.yaml', '-f', 'ci.yaml', 'more']).ended();
  expect(changed.stdout).toContain('defined in ci.yaml');
});

test('`!reset` removes a key, and `!override` replaces a list or map', async () => {
  const rig = await rigWith({
    'bottle.yaml': `
      vars: {gone: 1, kept: 2}
      tasks:
        a: {run: 'echo "$A$B$C"', env: {A: 1, B: 2}, tags: [one, two], timeout: 1s}
        b: {run: 'true'}
        c: {extends: a, env: !override {C: 3}, timeout: !reset null}
    `,
    'ci.yaml': `
tasks:
  a:
    env: !override
      C: 3
    tags: !override [three]
    timeout: !reset
  b: !reset null
  d: !reset {run: 'true'}
vars: {gone: !reset null}
`,
  });
  const files = ['-f', 'bottle.yaml', '-f', 'ci.yaml'];
  const {code, lines} = await linesOf(rig, files);
  expect({code, lines}).toEqual({code: 0, lines: ['a: 3', 'c: 3']});
  const {stdout} = await rig.bottle(['plan', '--format', 'json', ...files, '--tag', 'three']).ended();
  expect((JSON.parse(stdout) as {tasks: {task: string; bound: object}[]}).tasks).toMatchObject([
    {task: 'a', bound: {complete: false}},
    {task: 'c'},
  ]);
  await rig.write('bad.yaml', 'tasks: {a: {timeout: !override 2s}}');
  const {stderr} = await rig.bottle(['check', '-f', 'bottle.yaml', '-f', 'bad.yaml']).ended();
  expect(stderr).toContain('tags such as `!override` are not supported');
});
