import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';

/** Runs a launch file. Returns the output lines of its tasks, the failure messages, and the exit code. */
async function launched(
  text: string,
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
) {
  const rig = await launchRig(text);
  for (const [name, content] of Object.entries(files)) await rig.write(name, content);
  const launch = rig.run([], {env});
  const {code, stderr} = await launch.ended();
  const lines = launch.events.flatMap(event =>
    event.type === 'task-output' && event.stream === 'stdout' ? [event.line] : [],
  );
  const failures = launch.events.flatMap(event => (event.type === 'task-failed' ? [event.failure] : []));
  return {code, stderr, lines, failures};
}

describe('env files', () => {
  test('of the launch file and of a task apply in ascending precedence', async () => {
    const {lines} = await launched(
      `
      env_file: root.env
      env: {B: root env, D: root env}
      tasks:
        show:
          run: 'echo "$A|$B|$C|$D|$E|$F"'
          env_file: [task.env, {path: gone.env, required: false}, {path: raw.env, format: raw}]
          env: {E: task env}
      `,
      {
        'root.env': 'A=root # comment\nB=root\nC=root',
        'task.env': 'C="task $BASE"\nD=task\nE=task',
        'raw.env': 'F="$A" # raw',
      },
      {A: 'caller', BASE: 'of the caller'},
    );
    expect(lines).toEqual(['root|root env|task of the caller|task|task env|"$A" # raw']);
  });

  test('can be written by a needed task', async () => {
    const {lines} = await launched(
      `
      tasks:
        write: {run: "echo 'PORT=5432' > made.env"}
        read: {run: 'echo $PORT', needs: [write], env_file: made.env}
      `,
      {},
    );
    expect(lines).toEqual(['5432']);
  });

  test('apply to `undo`, even after the file is gone', async () => {
    const rig = await launchRig(`tasks: {a: {run: rm a.env, undo: 'echo "$A" > undone', env_file: a.env}}`);
    await rig.write('a.env', "A='${{ vars.x }}'");
    await rig.run([]).ended();
    expect(await readFile(join(rig.dir, 'undone'), 'utf8')).toBe('${{ vars.x }}\n');
  });

  test.each([
    [
      'gone.env',
      'the file does not exist; create it, or use `{path: gone.env, required: false}` if it is optional',
    ],
    ['.', 'it is a folder'],
  ])('that cannot be read fail: %s', async (path, why) => {
    const {code, failures} = await launched(`tasks: {a: {run: x, env_file: ${path}}}`, {});
    expect({code, failures}).toMatchObject({
      code: 1,
      failures: [{reason: 'cannot-start', what: 'run', why: `env_file \`${path}\` cannot be read: ${why}`}],
    });
  });

  test.each([
    [
      'of a task',
      'tasks:\n  a: {run: x, env_file: [{path: b.env, required: false}, gone.env]}\n',
      'bottle.yaml:2:58',
    ],
    ['of a file', 'env_file: [{path: gone.env}]\ntasks: {a: {run: x}}\n', 'bottle.yaml:1:19'],
    ['of an included file', 'include: api/bottle.yaml\n', 'api/bottle.yaml:2:19'],
  ])('%s that cannot be read are located in the launch file', async (_, text, at) => {
    const rig = await launchRig(text);
    await rig.write('api/bottle.yaml', 'tasks:\n  b: {env_file: [ gone.env ], run: x}\n');
    const {stderr} = await rig.run([]).ended();
    expect(stderr).toContain(`required: false}\` if it is optional\n  --> ${join(rig.dir, at)}\n`);
  });

  test('with an invalid line fail', async () => {
    const {failures} = await launched(`tasks: {a: {run: x, env_file: a.env}}`, {'a.env': 'A=1\nB C'});
    expect(failures).toMatchObject([
      {
        why: 'env_file `a.env`, line 2: expected `NAME=value`, only a name, an empty line or a comment (`#`)',
      },
    ]);
  });

  test('trigger a rerun of a task with `sources` if they change', async () => {
    const rig = await launchRig(
      `tasks: {a: {run: echo ran, sources: [in], generates: [out], env_file: a.env}}`,
    );
    await rig.write('in', '');
    await rig.write('out', '');
    const ran = async (content: string) => {
      await rig.write('a.env', content);
      const launch = rig.run([]);
      await launch.ended();
      return launch.events.some(event => event.type === 'task-output');
    };
    expect([await ran('A=1'), await ran('A=1'), await ran('A=2')]).toEqual([true, false, true]);
  });
});

describe('`dotenv`', () => {
  const show = `tasks: {show: {run: 'echo "\${{ env.A }}|$A|\${{ env.B }}"'}}`;
  const files = {'.env': 'A=of .env\nB=of .env'};

  test("makes `.env` readable by references; bottle's own environment takes precedence", async () => {
    expect((await launched(`dotenv: true\n${show}`, files, {B: 'of caller'})).lines).toEqual([
      'of .env||of caller',
    ]);
    expect((await launched(`dotenv: {export: true}\n${show}`, files)).lines).toEqual([
      'of .env|of .env|of .env',
    ]);
    expect((await launched(`dotenv: true\n${show}`, {}, {A: 'x', B: 'y'})).lines).toEqual(['x|x|y']);
  });

  test('ignores the file if it is off', async () => {
    const {code, stderr} = await launched(show, files);
    expect(code).toBe(2);
    expect(stderr).toContain('environment variable `A` is not set');
  });

  test('masks a secret from the file', async () => {
    const {lines} = await launched(
      `dotenv: true\nsecrets: {T: {env: A}}\ntasks: {a: {run: 'echo "$A"', env_file: .env}}`,
      files,
    );
    expect(lines).toEqual(['***']);
  });

  test('reports an invalid line', async () => {
    const {code, stderr} = await launched(`dotenv: true\ntasks: {a: {run: x}}`, {'.env': '\nA="'});
    expect(code).toBe(2);
    expect(stderr).toContain('`.env` is invalid on line 2: the quote is not closed');
  });
});
