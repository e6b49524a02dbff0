import {readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {beforeEach, expect, test} from 'vitest';
import {linesOf, machineRig, withVersionsInFull} from './machine-rig.ts';
import {needsGuests} from '../support/guests.ts';
import {freePort} from '../support/listen.ts';

beforeEach(needsGuests);

withVersionsInFull('smolvm $version: a machine starts, runs commands and is removed', async ({version}) => {
  const rig = await machineRig(
    `
    tasks:
      vm:
        machine:
          image: ./agent.smolmachine
          cpus: 2
          memory: 512m
          env: {EDITOR: vi, GREETING: "a 'b' $c"}
          command: [sleep, infinity]
        ready: {echo: {successes: 2}}
      first: {exec: {in: vm, command: 'echo "$EDITOR/$GREETING/$OWN" && id -un && pwd', user: node, workdir: /tmp, env: {OWN: mine}}}
      second: {needs: [first], exec: {in: vm, command: 'echo "$GREETING/$OWN"; echo size=3', outputs: [size]}}
      third: {needs: [second], run: 'echo "\${{ tasks.second.size }} \${{ tasks.vm.env.EDITOR }}"'}
    `,
    {version},
  );
  const launch = rig.launch();
  const {running} = await launch.event('run-ready');

  expect(running).toEqual(['vm']);
  expect(linesOf(launch, 'first')).toEqual(["vi/a 'b' $c/mine", 'node', '/tmp']);
  expect(linesOf(launch, 'second')).toEqual(["a 'b' $c/", 'size=3']);
  expect(linesOf(launch, 'third')).toEqual(['3 vi']);
  launch.signal('SIGTERM');
  expect(await launch.ended()).toMatchObject({code: 143, stderr: ''});

  const name = `bottle-${(await launch.event('run-started')).run}-vm`;
  const named = version === '1.0.1' ? name : `--name ${name}`;
  expect(await rig.lifeCalls()).toEqual([
    `create ${named} --image=${rig.dir}/agent.smolmachine --cpus=2 --mem=512 --env=EDITOR --env=GREETING -- sleep infinity`,
    `start --name ${name}`,
    `stop --name ${name}`,
    `delete ${named} --force`,
  ]);
  await rig.expectNothingLeft();
});

withVersionsInFull('smolvm $version: files and folders are copied in and out', async ({version}) => {
  const rig = await machineRig(
    `
    tasks:
      vm: {machine: {command: [sleep, infinity], image: ./agent.smolmachine}, ready: {echo: {}}}
      file: {copy: {from: './a:b.txt', to: 'vm:/etc/deep/file'}}
      folder: {copy: {from: ./folder, to: 'vm:/home/node/folder'}}
      look:
        needs: [file, folder]
        exec: {in: vm, command: 'stat -c "%a %u %g" /etc/deep/file && cat /etc/deep/file /home/node/folder/sub/x && ls /tmp'}
      out: {needs: [look], copy: {from: 'vm:/etc/deep/file', to: './out/c:d'}}
      back: {needs: [look], copy: {from: 'vm:/home/node/folder', to: ./back}}
    `,
    {version},
  );
  await rig.write('a:b.txt', 'file\n');
  await rig.write('folder/sub/x', 'in folder\n');
  const {mode, uid, gid} = await stat(join(rig.dir, 'a:b.txt'));
  const launch = rig.launch();
  await launch.event('run-ready');
  launch.signal('SIGTERM');

  expect(await launch.ended()).toMatchObject({code: 143, stderr: ''});
  expect(linesOf(launch, 'look')).toEqual([
    `${(mode & 0o777).toString(8)} ${uid} ${gid}`,
    'file',
    'in folder',
  ]);
  expect(await readFile(join(rig.dir, 'out/c:d'), 'utf8')).toBe('file\n');
  expect(await rig.read('back/sub/x')).toBe('in folder\n');
  await rig.expectNothingLeft();
});

withVersionsInFull(
  'smolvm $version: a machine supports ports, volumes, init and a workload',
  async ({version}) => {
    // A server in a guest of the stand-in listens on this machine.
    const [port, inside] = [await freePort(), await freePort()];
    const rig = await machineRig(
      `
    tasks:
      vm:
        machine:
          image: ./agent.smolmachine
          ports: ["${port}:${inside}"]
          volumes: ["./shared:/shared:ro"]
          init: ["echo made > /root/by-init"]
          command: [sh, -c, "while :; do echo served | nc -l -p ${inside}; done"]
        ready: [{port: ${inside}}, {exec: [test, -f, /root/by-init]}]
      look: {exec: {in: vm, command: 'cat /shared/x; touch /shared/y || echo read-only'}}
      tell: {run: 'echo "\${{ tasks.vm.ports.${inside} }} \${{ tasks.vm.ports.${inside}.port }}"'}
    `,
      {version},
    );
    await rig.write('shared/x', 'shared\n');
    const launch = rig.launch();
    await launch.event('run-ready');
    expect(linesOf(launch, 'look')).toEqual(expect.arrayContaining(['shared', 'read-only']));
    expect(linesOf(launch, 'tell')).toEqual([`127.0.0.1:${port} ${port}`]);
    launch.signal('SIGTERM');
    expect(await launch.ended()).toMatchObject({code: 143, stderr: ''});
    await rig.expectNothingLeft();
  },
);

test('the version of smolvm is requested while the needs of a machine start, and no request is repeated', async () => {
  const rig = await machineRig(`
    tasks:
      slow: {run: 'until [ -e go ]; do sleep 0.02; done'}
      vm: {needs: [slow], machine: {image: ./agent.smolmachine, command: [sleep, infinity]}}
  `);
  const asked = async () => (await rig.smolvm.calls()).map(({argv}) => argv.slice(0, 2).join(' '));
  const launch = rig.launch();
  await expect.poll(async () => (await asked()).sort()).toEqual(['--version', 'machine --help']);
  await rig.write('go', '');
  await launch.event('run-ready');
  expect((await asked()).slice(2)).toEqual([
    'machine create',
    // In parallel.
    expect.stringMatching(/machine (status|data-dir)/),
    expect.stringMatching(/machine (status|data-dir)/),
    'machine start',
  ]);
  launch.signal('SIGTERM');
  expect((await launch.ended()).code).toBe(143);
  await rig.expectNothingLeft();
});
