import {expect, test} from 'vitest';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';

const BUILD = `
  tasks:
    build:
      run: 'echo builds >> log; mkdir -p dist; cat src/* > dist/all; echo "size=$(wc -c < dist/all)" >> "$BOTTLE_OUTPUT"'
      outputs: [size]
      sources: ['src/**']
      generates: ['dist/**']
    use: {run: 'echo size \${{ tasks.build.size }}'}
`;

/** Runs the launch file. Returns why the build was skipped (`undefined` if it ran), and the output of the task that uses it. */
async function build(rig: LaunchRig, args: readonly string[] = []) {
  const launch = rig.run(args);
  expect(await launch.ended()).toMatchObject({code: 0, stderr: ''});
  const {because} = await launch.event('task-done', 'build');
  return {because, used: (await launch.event('task-output', 'use')).line};
}

test('a task with unchanged sources is skipped and provides the same outputs', async () => {
  const rig = await launchRig(BUILD);
  await rig.write('src/a', 'one');
  expect(await build(rig)).toEqual({because: undefined, used: 'size 3'});
  expect(await build(rig)).toEqual({because: 'sources unchanged', used: 'size 3'});
  await rig.write('src/a', 'three');
  expect(await build(rig)).toEqual({because: undefined, used: 'size 5'});
  await rig.write('dist/all', 'spoilt');
  expect(await build(rig)).toEqual({because: undefined, used: 'size 5'});
  expect(await build(rig)).toEqual({because: 'sources unchanged', used: 'size 5'});
  expect(await rig.read('log')).toBe('builds\n'.repeat(3));
  expect(await rig.leftBehind()).toEqual([]);
});

test('concurrent launches build a shared artifact once', async () => {
  const rig = await launchRig(BUILD.replace('echo builds', 'read -r line < gate; echo builds'));
  await rig.write('src/a', 'one');
  const gate = await rig.gate('gate');
  const launches = Array.from({length: 4}, () => rig.run());
  await Promise.all(
    launches.map(
      async ({event}) =>
        await event(
          progress => progress.type === 'task-progressed' && /running: |to build it/.test(progress.doing),
        ),
    ),
  );
  gate.open();
  const results = await Promise.all(
    launches.map(async launch => {
      expect(await launch.ended()).toMatchObject({code: 0});
      return (await launch.event('task-done', 'build')).because;
    }),
  );
  expect(results.filter(because => because === undefined)).toHaveLength(1);
  expect(results.filter(because => because === 'built by another run in the meantime')).toHaveLength(3);
  expect(await rig.read('log')).toBe('builds\n');
  expect(await rig.leftBehind()).toEqual([]);
});

test('a killed builder is replaced by a waiting one', async () => {
  const rig = await launchRig(BUILD.replace('echo builds', 'echo $$; read -r line < gate; echo builds'));
  await rig.write('src/a', 'one');
  const gate = await rig.gate('gate');
  const first = rig.run();
  await first.event('task-output', 'build');
  const second = rig.run();
  await second.event(
    ({type, ...progress}) =>
      type === 'task-progressed' && 'doing' in progress && progress.doing.includes('to build it'),
  );
  first.signal('SIGKILL');
  await first.ended();
  await second.event('task-output', 'build');
  gate.open();
  expect((await second.ended()).code).toBe(0);
  expect(await rig.read('log')).toBe('builds\n');
  expect(await rig.leftBehind()).toEqual([]);
});

test('a failed build is not cached', async () => {
  const rig = await launchRig(BUILD.replace('echo builds', 'echo builds >> log; test -e tool; :'));
  await rig.write('src/a', 'one');
  expect((await rig.run().ended()).code).toBe(1);
  await rig.write('tool', '');
  expect(await build(rig)).toEqual({because: undefined, used: 'size 3'});
  expect(await build(rig)).toEqual({because: 'sources unchanged', used: 'size 3'});
});
