import {chmod, mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';

describe.each(['never', 'always'])(
  'a command without anything for a shell to do (forker: %s)',
  BOTTLE_FORKER => {
    test.skipIf(process.platform !== 'linux')('is the process of its task', async () => {
      const rig = await launchRig(`
      tasks:
        plain: {serve: 'tail -f a-file', ready: {log: up}}
        replaced: {serve: 'exec tail -f "a-file"', ready: {log: up}}
        script: {serve: 'tail -f a-file; true', ready: {log: up}}
        read:
          run: cd /proc; cat \${{ tasks.plain.pid }}/comm \${{ tasks.replaced.pid }}/comm \${{ tasks.script.pid }}/comm | tr '\\n' ' '
      until: read
    `);
      await rig.write('a-file', 'up\n');
      const launch = rig.run([], {env: {BOTTLE_FORKER}});
      expect(await launch.event('task-output', 'read')).toMatchObject({line: 'tail tail sh '});
      expect(await launch.ended()).toMatchObject({code: 0, stderr: ''});
    });

    test('fails like in a shell if there is no such program', async () => {
      const rig = await launchRig(`tasks: {a: {run: 'no-such-program 1'}}`);
      const launch = rig.run([], {env: {BOTTLE_FORKER}});
      expect(await launch.event('task-output')).toMatchObject({
        line: 'sh: 1: eval: no-such-program: not found',
      });
      expect(await launch.event('task-failed')).toMatchObject({failure: {exit: {code: 127}}});
      expect(await launch.ended()).toMatchObject({code: 1});
    });

    test.each([
      ['a program for another machine', 'other a', 'sh: 1: eval: other: Exec format error', 126],
      ['a list with one', ['other', 'a'], /other: Exec format error$/, 126],
      ['a folder', 'folder', 'sh: 1: eval: folder: Permission denied', 127],
    ])('fails like in a shell: %s', async (_, run, line, code) => {
      const rig = await launchRig(`tasks: {a: {run: ${JSON.stringify(run)}}}`);
      await rig.write('bin/other', '\u007FELF: echo run as a script');
      await chmod(join(rig.dir, 'bin/other'), 0o755);
      await mkdir(join(rig.dir, 'bin/folder'));
      const PATH = `${join(rig.dir, 'bin')}:${process.env.PATH ?? ''}`;
      const launch = rig.run([], {env: {BOTTLE_FORKER, PATH}});
      const output = await launch.event('task-output');
      expect(output.line).toEqual(typeof line === 'string' ? line : expect.stringMatching(line));
      expect(await launch.event('task-failed')).toMatchObject({failure: {exit: {code}}});
      expect(await launch.ended()).toMatchObject({code: 1});
    });
  },
);
