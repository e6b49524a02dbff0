import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';
import {canMount, smallDisk} from '../support/small-disk.ts';

const TALK = `
  tasks:
    db: {serve: 'exec tail -f /dev/null'}
    talk: {needs: [db], run: 'yes 0123456789012345678901234567890123456789 | head -n 20000'}
`;

const QUIET = `tasks: {db: {serve: 'exec tail -f /dev/null'}}`;

test.skipIf(!canMount)(
  'task output on a full disk is lost with one warning, and the run continues',
  async () => {
    const rig = await launchRig(TALK);
    smallDisk(rig.stateDir, 300);
    const launch = rig.run();
    await launch.event('run-ready');
    launch.signal('SIGINT');
    expect(await launch.ended()).toMatchObject({code: 130, stderr: ''});
    const warnings = launch.events.filter(({type}) => type === 'run-warned');
    expect(warnings).toMatchObject([
      {warning: 'lines of output are missing from the logs: ENOSPC: no space left on device, write'},
    ]);
    expect(launch.events.filter(({type}) => type === 'task-output')).toHaveLength(20_000);
    expect(await rig.leftBehind()).toEqual([]);
  },
);

test.skipIf(!canMount)('a log continues once there is space again, and shows the gap', async () => {
  const rig = await launchRig(`
    tasks:
      talk: {run: 'echo first; read -r line < full; yes lost | head -n 2000; read -r line < free; while :; do echo last; done'}
  `);
  const disk = smallDisk(rig.stateDir, 300);
  const [full, free] = [await rig.gate('full'), await rig.gate('free')];
  const launch = rig.run();
  const {run} = await launch.event('run-started');
  const log = join(rig.stateDir, 'runs', run, 'logs', 'talk');
  await launch.event(event => event.type === 'task-output' && event.line === 'first');
  disk.fill();
  full.open();
  await launch.event('run-warned');
  disk.free();
  free.open();
  await expect
    .poll(async () => await readFile(log, 'utf8'))
    .toMatch(/^\S+ bottle lines are missing here: ENOSPC\n\S+ stdout last$/m);
  launch.signal('SIGKILL');
  await launch.ended();
});

test.skipIf(!canMount)('nothing starts on a full disk, and the error is not reported as a bug', async () => {
  const rig = await launchRig(QUIET);
  smallDisk(rig.stateDir, 64).fill();
  const {code, stderr} = await rig.run().ended();
  expect({code, stderr}).toEqual({
    code: 2,
    stderr: `error: cannot start the run: no space left on the disk
  free some space, or set \`$BOTTLE_STATE_DIR\` to a folder on another disk
  ENOSPC: no space left on device, write
`,
  });
  expect(await rig.leftBehind()).toEqual([]);
});

test.skipIf(!canMount)('a teardown needs no space', async () => {
  const rig = await launchRig(QUIET);
  const disk = smallDisk(rig.stateDir, 300);
  const launch = rig.run();
  await launch.event('run-ready');
  disk.fill();
  launch.signal('SIGTERM');
  expect(await launch.ended()).toMatchObject({code: 143, stderr: ''});
  expect(await rig.leftBehind()).toEqual([]);
});

test.skipIf(!canMount)('a dead run is recovered repeatedly on a full disk', async () => {
  const rig = await launchRig(TALK);
  const disk = smallDisk(rig.stateDir, 300);
  for (let round = 0; round < 4; round++) {
    const launch = rig.run();
    await launch.event('task-ready', 'db');
    disk.fill();
    launch.signal('SIGKILL');
    await launch.ended();
    if (round > 0) await launch.event('dead-run-removed');
  }
  await rig.write('bottle.yaml', QUIET);
  const last = rig.run();
  await last.event('dead-run-removed');
  await last.event('run-ready');
  last.signal('SIGINT');
  expect(await last.ended()).toMatchObject({code: 130, stderr: ''});
  expect(await rig.leftBehind()).toEqual([]);
});

test.skipIf(!canMount)(
  'a dead run is recovered before the next one starts if the disk has space for only one',
  async () => {
    const rig = await launchRig(QUIET);
    const disk = smallDisk(rig.stateDir, 16);
    const launch = rig.run();
    await launch.event('run-ready');
    disk.fill();
    launch.signal('SIGKILL');
    await launch.ended();
    const next = rig.run();
    await next.event('run-ready');
    next.signal('SIGINT');
    expect(await next.ended()).toMatchObject({code: 130, stderr: ''});
    const [first, ...others] = next.events.map(({type}) => type);
    expect(first).toBe('run-started');
    expect(others).toEqual(expect.arrayContaining(['dead-run-found', 'dead-run-removed']));
    expect(await rig.leftBehind()).toEqual([]);
  },
);

test.skipIf(!canMount)('a task on a full disk is journaled in reserved space', async () => {
  const rig = await launchRig(`
    tasks:
      db: {serve: 'exec tail -f /dev/null'}
      fill: {needs: [db], run: 'head -c 1000000 /dev/zero > "$BOTTLE_STATE_DIR/zeros" || true'}
      next: {needs: [fill], serve: 'exec tail -f /dev/null'}
  `);
  smallDisk(rig.stateDir, 300);
  const launch = rig.run();
  await launch.event('run-ready');
  launch.signal('SIGINT');
  expect(await launch.ended()).toMatchObject({code: 130, stderr: ''});
  expect((await rig.leftBehind()).filter(what => what.startsWith('process'))).toEqual([]);
  expect(await readdir(rig.stateDir)).toContain('zeros');
});

test.skipIf(!canMount).each([
  ['plain', 'its stdout', '> full/out'],
  ['json', 'its stdout', '> full/out'],
  ['plain', 'all of its output', '> full/out 2>&1'],
  ['json', 'all of its output', '> full/out 2>&1'],
])(
  'with --format %s, %s on a full disk is lost with one warning, and the run continues',
  async (format, what, to) => {
    const rig = await launchRig(`${TALK.trimEnd()}
    last: {needs: [talk], run: 'echo done > last-ran'}
  `);
    smallDisk(join(rig.dir, 'full'), 64);
    const args = [process.execPath, rig.command, 'run', '--until', 'last', '--format', format];
    const {code, stderr} = await rig.start(['sh', '-c', `exec "$@" ${to}`, 'sh', ...args]).ended();
    expect({code, stderr}).toEqual({
      code: 1,
      stderr:
        what === 'its stdout' ? 'warning: output is lost: ENOSPC: no space left on device, write\n' : '',
    });
    expect(await rig.read('last-ran')).toBe('done\n');
    expect(await rig.leftBehind()).toEqual([]);
  },
);

test.skipIf(!canMount)(
  'command output to a full disk fails with an error, not with a bug report',
  async () => {
    const rig = await launchRig(QUIET);
    smallDisk(join(rig.dir, 'full'), 64).fill();
    const args = [process.execPath, rig.command, '--help'];
    const {code, stderr} = await rig.start(['sh', '-c', 'exec "$@" > full/out', 'sh', ...args]).ended();
    expect({code, stderr}).toEqual({
      code: 1,
      stderr: 'error: cannot write the output: ENOSPC: no space left on device, write\n',
    });
  },
);
