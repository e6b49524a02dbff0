import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';

const LAUNCH = `
name: shop
secrets: {TOKEN: {env: TOKEN}}
tasks:
  made:
    run: |
      echo "url=http://127.0.0.1:1/it's" >> "$BOTTLE_OUTPUT"
      echo "login=user:$TOKEN" >> "$BOTTLE_OUTPUT"
      echo "key=abc-def" >> "$BOTTLE_OUTPUT"
    outputs: [url, login, key]
    secret_outputs: [key]
    env: {TOKEN: '\${{ secrets.TOKEN }}'}
  web: {serve: 'echo up; exec sleep 600', ready: {log: up}, needs: [made]}
`;

const env = {TOKEN: 'hunter2-hunter2'};

async function shop() {
  const rig = await launchRig(LAUNCH);
  const launch = rig.run([], {env});
  await launch.event('run-ready');
  const outputs = async (...args: readonly string[]) =>
    await rig.bottle(['outputs', '--run', 'shop', ...args], {cwd: '/'}).ended();
  return {rig, launch, outputs};
}

test('prints outputs of live and ended runs without secrets', async () => {
  const {launch, outputs} = await shop();
  expect(await outputs('made.url')).toEqual({code: 0, stdout: "http://127.0.0.1:1/it's\n", stderr: ''});
  const all = await outputs('made');
  expect(all.stdout).toBe("made.url  http://127.0.0.1:1/it's\n");
  expect(all.stderr).toBe('warning: secret outputs omitted: made.login, made.key; `--reveal` prints them\n');
  const json = JSON.parse((await outputs('--format', 'json')).stdout) as object;
  expect(json).toMatchObject({
    ...{version: 1, name: 'shop'},
    tasks: {made: {values: {url: "http://127.0.0.1:1/it's"}, masked: ['login', 'key']}, web: {masked: []}},
  });
  expect(await outputs('made.key')).toMatchObject({code: 1, stdout: ''});
  launch.signal('SIGKILL');
  await launch.ended();
  expect((await outputs('made.url')).stdout).toBe("http://127.0.0.1:1/it's\n");
});

test('prints lines for `eval` with `--format env`', async () => {
  const {rig} = await shop();
  const script = `eval "$('${process.execPath}' '${rig.command}' outputs made --format env)"; echo "$MADE_URL"; echo "[$MADE_KEY]"`;
  const {stdout} = await rig.start(['sh', '-c', script]).ended();
  expect(stdout).toBe("http://127.0.0.1:1/it's\n[]\n");
});

test('requests secrets from a live run with `--reveal`', async () => {
  const {launch, outputs} = await shop();
  expect((await outputs('made.key', '--reveal')).stdout).toBe('abc-def\n');
  expect((await outputs('made.login', '--reveal')).stdout).toBe('user:hunter2-hunter2\n');
  launch.signal('SIGKILL');
  await launch.ended();
  const {code, stdout, stderr} = await outputs('made.key', '--reveal');
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
  expect(stderr).toContain('run `shop` is dead');
});

test.each([
  [['no-such'], 2, 'run `shop` has no task `no-such`'],
  [['made.ulr'], 1, 'task `made` has no output `ulr`, did you mean `url`?'],
])('rejects %j', async (args, code, message) => {
  const {outputs} = await shop();
  const ended = await outputs(...args);
  expect(ended).toMatchObject({code, stdout: ''});
  expect(ended.stderr).toContain(message);
});
