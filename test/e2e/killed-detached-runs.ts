import {statSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import type {Launch} from '../support/launch.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {processesWith} from '../support/marked-processes.ts';
import {killed} from './killed-launch.ts';

/** Resolves when a detached run should be killed, after its call has been started. */
export type Moment = (call: Launch, rig: LaunchRig) => Promise<void>;

/**
 * Kills detached runs of one file at the given moments, one after the other. Expects `bottle down` to leave nothing
 * each time.
 */
export async function killDetachedRuns(
  launchFile: string,
  moments: readonly Moment[],
  random: () => number,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const rig = await launchRig(launchFile);
  for (const moment of moments) {
    const call = rig.bottle(['up', '-d', '--format', 'json'], {env});
    await moment(call, rig);
    // A call that survives notices and reports the end of its run.
    const isKilled = random() < 0.3;
    if (isKilled) await killed(call);
    // If the call is killed while it starts the run, the new process may still have the command line of the call.
    await killAllWith(isKilled ? rig.command : '--detached-process', rig);
    await call.ended();
    // A command whose forker was killed has no exit code.
    if (env.BOTTLE_FORKER !== 'always')
      expect(call.events.filter(({type}) => type === 'task-failed')).toEqual([]);
    await expectDown(rig);
  }
}

/** Polls, because the call may still be starting the process, and a process that writes to the disk dies with a delay. */
async function killAllWith(argument: string, {mark}: LaunchRig): Promise<void> {
  const kill = (): number => {
    const found = processesWith(mark).filter(({commandLine}) => commandLine.includes(argument));
    for (const {pid} of found) killIfAlive(pid);
    return found.length;
  };
  await expect.poll(kill, {interval: 5}).toBe(0);
}

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // The process has just died.
  }
}

/** Expects `bottle down` to succeed and to leave nothing of any run. */
export async function expectDown(rig: LaunchRig, args: readonly string[] = ['down']): Promise<void> {
  const {code, stdout, stderr} = await rig.bottle(args).ended();
  expect({code, stdout, stderr}).toMatchObject({code: 0, stderr: ''});
  const left = (await rig.leftBehind()).filter(what => !isUnborn(rig, what));
  expect({left, stdout}).toEqual({left: [], stdout});
}

/** A run killed before it recorded its owner has created nothing. Its folder is deleted once its heartbeat is old. */
function isUnborn({stateDir}: LaunchRig, what: string): boolean {
  if (!what.startsWith('state/runs/')) return false;
  const journal = statSync(join(stateDir, '..', what, 'journal.ndjson'), {throwIfNoEntry: false});
  return journal === undefined || journal.size === 0;
}
