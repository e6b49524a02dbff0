import {readFile} from 'node:fs/promises';
import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';
import {hasPidNamespaces, UNSHARE} from '../support/pid-namespaces.ts';
import {signalProcess} from '../support/signal-process.ts';

async function childOf(pid: number): Promise<number> {
  return Number((await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim());
}

/** Leaves two orphans that exit and one that must be stopped. */
const SERVICE = `'(true &); (setsid true &); (tail -f /dev/null &); echo up; exec tail -f /dev/null'`;

// The first process of a pid namespace has pid 1, as in a container.
test.skipIf(!hasPidNamespaces).each(['SIGTERM', 'SIGINT', 'SIGQUIT'] as const)(
  'as process 1 of a container, bottle handles %s and is not delayed by zombies',
  async signal => {
    const rig = await launchRig(`
      tasks:
        service: {serve: ${SERVICE}, ready: {log: up}, grace: 1h}
        made: {needs: [service], run: 'true', undo: 'echo undone > undone'}
        command: {needs: [made], run: '(true &); true'}
    `);
    const launch = rig.start([...UNSHARE, process.execPath, rig.command, 'run', '--format', 'json']);
    await launch.event('run-ready');
    signalProcess(await childOf(launch.pid), signal);
    const {code, stderr} = await launch.ended();
    expect({code, stderr}).toEqual({code: {SIGTERM: 143, SIGINT: 130, SIGQUIT: 131}[signal], stderr: ''});
    expect(await rig.read('undone')).toBe('undone\n');
    expect(await rig.leftBehind()).toEqual([]);
  },
);
