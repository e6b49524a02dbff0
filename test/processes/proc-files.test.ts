import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {expect, onTestFinished, test} from 'vitest';
import {processEnvironment} from '../../src/processes/proc-files.ts';

const onLinux = test.runIf(process.platform === 'linux');

onLinux('a process has its environment even while it executes one program after the other', async () => {
  const again = 'exec /bin/sh -c "$0" "$0"';
  const pid = await started('/bin/sh', ['-c', `echo; ${again}`, again], {BOTTLE_RUN: 'mine'});
  const isMarked = (): boolean => processEnvironment(pid).includes('BOTTLE_RUN=mine');
  expect(Array.from({length: 3_000}, isMarked).filter(found => !found)).toEqual([]);
});

onLinux('a process started without an environment has none, like a process that is gone', async () => {
  const pid = await started('/bin/sh', ['-c', 'echo; read line'], {});
  expect(processEnvironment(pid)).toBe('');
  expect(processEnvironment(2 ** 30)).toBe('');
});

/** Starts a program and waits for its first line. Returns the pid. */
async function started(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const child = spawn(program, args, {env, stdio: ['pipe', 'pipe', 'inherit']});
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  child.stdout.resume();
  return child.pid ?? expect.fail('it has not started');
}
