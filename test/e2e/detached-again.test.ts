import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {processesWith} from '../support/marked-processes.ts';

const UP = `serve: 'echo up; exec tail -f /dev/null', ready: {log: up}`;
const SHOP = `
name: shop
vars: {port: "3000"}
tasks:
  web: {env: {PORT: "\${{ vars.port }}"}, ${UP}}
  db: {${UP}}
`;

async function call(rig: LaunchRig, ...args: readonly string[]) {
  return await rig.bottle(['up', '-d', ...args]).ended();
}

async function runs({stateDir}: LaunchRig): Promise<number> {
  return (await readdir(join(stateDir, 'runs'))).length;
}

const IS_UP = 'shop is already up; `bottle logs -f` shows its output, `bottle down` stops it\n';

test('a second call reports the live run', async () => {
  const rig = await launchRig(SHOP);
  expect((await call(rig)).stdout).toContain(
    '\nshop is up; `bottle logs -f` shows its output, `bottle down` stops it\n',
  );
  expect(await call(rig)).toEqual({code: 0, stdout: IS_UP, stderr: ''});
  expect(await runs(rig)).toBe(1);
});

test('the report names the task that ends the run', async () => {
  const rig = await launchRig(
    `{name: shop, until: job, tasks: {web: {${UP}}, job: {run: cat gate, needs: [web]}}}`,
  );
  await rig.gate('gate');
  expect((await call(rig)).stdout).toContain('\nshop is up until `job` is done; `bottle logs -f` shows');
});

test('`--new` or another name starts another run', async () => {
  const rig = await launchRig(SHOP);
  await call(rig);
  expect((await call(rig, '--new')).stdout).toContain('\nshop-2 is up; ');
  expect((await call(rig, '--name', 'other')).stdout).toContain(
    '\nother is up; `bottle logs -f --run other` ',
  );
  expect((await call(rig, '--name', 'other')).stdout).toMatch(/^other is already up; /);
  expect(await runs(rig)).toBe(3);
  const taken = await call(rig, '--new', '--name', 'other');
  expect(taken).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('the name `other` is in use') as string,
  });
});

test('concurrent calls start one run, and all report it', async () => {
  const rig = await launchRig(SHOP);
  const calls = await Promise.all([1, 2, 3, 4].map(async () => await call(rig)));
  expect(calls.map(({code, stderr}) => ({code, stderr}))).toEqual(calls.map(() => ({code: 0, stderr: ''})));
  expect(calls.filter(({stdout}) => stdout.includes('shop is up; '))).toHaveLength(1);
  expect(calls.filter(({stdout}) => stdout.endsWith(IS_UP))).toHaveLength(3);
  expect(await runs(rig)).toBe(1);
});

test('a call waits for a starting run', async () => {
  const rig = await launchRig(
    `{name: shop, tasks: {web: {${UP}}, slow: {needs: [web], run: 'echo runs; read -r line < go'}}}`,
  );
  const go = await rig.gate('go');
  const first = rig.bottle(['up', '-d']);
  await first.printed('slow   | runs');
  const second = rig.bottle(['up', '-d']);
  await second.printed('slow     started');
  go.open();
  expect(await second.ended()).toMatchObject({code: 0, stdout: expect.stringContaining(IS_UP) as string});
  expect((await first.ended()).code).toBe(0);
});

test('a call with another file or other variables is rejected with the difference', async () => {
  const rig = await launchRig(SHOP);
  await call(rig);
  const {code, stderr} = await call(rig, '--var', 'port=4000');
  expect({code, stderr}).toEqual({
    code: 2,
    stderr: `error: run \`shop\` is up, but was started with different settings
  vars.port: 3000 before, now 4000
  \`--recreate\` replaces it, \`--new\` starts another run; nothing was changed
`,
  });
  await rig.write('bottle.yaml', SHOP.replace('db: {', 'db: {grace: 1s, '));
  expect((await call(rig)).stderr).toContain('tasks.db.grace: not set before, now 1s\n');
  expect(processesWith(rig.mark)).toHaveLength(3);
});

test('`--recreate` replaces a run only if it differs', async () => {
  const rig = await launchRig(SHOP);
  await call(rig);
  expect((await call(rig, '--recreate')).stdout).toBe(IS_UP);
  const {code, stdout} = await call(rig, '--recreate', '--var', 'port=4000');
  expect({code, isNew: stdout.includes('\nshop is up; ')}).toEqual({code: 0, isNew: true});
  expect((await rig.bottle(['exec', 'web', 'sh', '-c', 'echo $PORT']).ended()).stdout).toBe('4000\n');
});

test('other tasks named by a call join the run', async () => {
  const rig = await launchRig(SHOP);
  await call(rig, 'db');
  const {code, stdout} = await call(rig, 'web');
  expect({code, isUp: stdout.endsWith(IS_UP)}).toEqual({code: 0, isUp: true});
  expect(stdout).toMatch(/bottle +joined the run: web\n[^]*web +ready in/);
  expect(await runs(rig)).toBe(1);
  expect((await call(rig)).stdout).toBe(IS_UP);
  expect((await rig.bottle(['down']).ended()).stdout).toMatch(/stopping 2 tasks/);
});

test('the failure of a joining task is reported, and the run continues', async () => {
  const rig = await launchRig(`{name: shop, tasks: {web: {${UP}}, bad: {run: 'exit 3'}}}`);
  await call(rig, 'web');
  const {code, stderr} = await call(rig, 'bad');
  expect({code, stderr}).toEqual({
    code: 1,
    stderr: expect.stringContaining('task `bad` exited with code 3') as string,
  });
});

test('limits that cannot apply to a live run cause a warning', async () => {
  const rig = await launchRig(SHOP);
  await call(rig);
  expect(await call(rig, '--ttl', '1h')).toEqual({
    ...{code: 0, stdout: IS_UP},
    stderr: 'warning: `--ttl` does not apply to a run that is already up\n',
  });
});

test('a call during the teardown exits with the code of the ending run', async () => {
  const rig = await launchRig(`
    tasks:
      slow: {serve: "trap 'read -r line < end; exit 0' TERM; echo up; while :; do sleep 0.05; done", ready: {log: up}}
      other: {serve: 'exec tail -f /dev/null'}
  `);
  const end = await rig.gate('end');
  await rig.bottle(['up', '-d']).ended();
  await rig.bottle(['stop', 'other']).ended();
  const down = rig.bottle(['down']).ended();
  await expect
    .poll(async () => (await rig.bottle(['ps', '--format', 'json']).ended()).stdout)
    .toMatch(/"state": ?"stopping"/);
  const again = rig.bottle(['up', '-d']);
  await again.printed(/the run is stopping/);
  end.open();
  expect((await again.ended()).code).toBe(143);
  await down;
});
