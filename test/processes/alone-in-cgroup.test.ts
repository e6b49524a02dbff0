import {spawn} from 'node:child_process';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {bootAndNamespace, identify} from '../../src/processes/process-identity.ts';
import {cgroupPrefix, enterCgroup, removeCgroup} from '../../src/processes/task-cgroup.ts';
import {findTaskProcesses} from '../../src/processes/task-processes.ts';
import {taskMark} from '../../src/processes/task-mark.ts';
import type {RunId, TaskName} from '../../src/vocabulary/ids.ts';

const run = '20261128-120000-aaaa' as RunId;
const owner = {run, task: 'web' as TaskName, lastSeen: Infinity};
const hasCgroup = cgroupPrefix(run) !== undefined;

/** Starts a `sleep` in its own session. */
function sleeper(mark: NodeJS.ProcessEnv = taskMark(owner)): number {
  const child = spawn('sleep', ['600'], {
    detached: true,
    stdio: 'ignore',
    env: {PATH: process.env.PATH, ...mark},
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child.pid ?? 0;
}

/** Starts a process in its own cgroup. */
async function contained(pid: number) {
  const cgroup = `${cgroupPrefix(run)}${pid}`;
  enterCgroup(cgroup, pid);
  onTestFinished(async () => await removeCgroup(cgroup));
  const {startTime = ''} = (await identify(pid)) ?? {};
  return {pid, startTime, ...(await bootAndNamespace()), group: true, cgroup};
}

describe.skipIf(!hasCgroup)('a process in its own cgroup', () => {
  test('is found without the process table if it is alone', async () => {
    const started = await contained(sleeper());
    // Only the process table shows this process. It is stopped at the end of the run.
    sleeper();
    expect(await findTaskProcesses(started, owner)).toMatchObject({
      members: [{pid: started.pid, name: 'sleep'}],
      ...{others: [], strangers: [], isHidden: false, isContained: true},
    });
  });

  test('is found with the other processes of the cgroup', async () => {
    const [started, other] = [await contained(sleeper()), sleeper({})];
    await writeFile(join(started.cgroup, 'cgroup.procs'), String(other));
    const {members, others} = await findTaskProcesses(started, owner);
    expect([members, others].map(each => each.map(({pid}) => pid))).toEqual([[started.pid], [other]]);
  });

  test.each([
    ['a process with another start time', {startTime: '1'}],
    ['another boot', {bootId: 'other'}],
  ])('%s is not it', async (_, different) => {
    const started = {...(await contained(sleeper())), ...different};
    expect((await findTaskProcesses(started, owner)).members).toEqual([]);
  });
});
