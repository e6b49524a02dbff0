import {readdirSync, readlinkSync} from 'node:fs';
import {beforeEach, expect, onTestFinished, test, vi} from 'vitest';
import {forkCommand} from '../../src/processes/fork-command.ts';
import type {ForkedChild} from '../../src/processes/forked-child.ts';
import {startForker, type Forker} from '../../src/processes/forker.ts';
import {needsPerl} from '../support/perl.ts';

beforeEach(needsPerl);

vi.mock('../../src/processes/process-identity.ts', async original => ({
  ...(await original<object>()),
  identify: vi.fn(async () => await Promise.reject(new Error('EMFILE'))),
}));

/** The targets of the open descriptors of this process. */
function openFiles(): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap(fd => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      // The folder itself has been closed.
      return [];
    }
  });
}

test.runIf(process.platform === 'linux').each([true, false])(
  'a command that cannot be identified is ended, and its pipes are closed (early: %s)',
  async isEarly => {
    const forker = (await startForker(process.env)) as Forker;
    onTestFinished(async () => await forker.close());
    let child: ForkedChild | undefined;
    let pipes: readonly string[] = [];
    const observed: Forker = {
      ...forker,
      async fork(request) {
        child = await forker.fork(request);
        pipes = [...(child?.pipes ?? []), child?.gatePath ?? ''].map(path => readlinkSync(path));
        return child;
      },
    };
    const command = forkCommand(
      {
        ...{program: {argv: ['printenv']}, cwd: '/', env: {}, streams: 'merged', stdin: 'empty'},
        ...{notify: false, onOutput: () => undefined},
      },
      observed,
      isEarly,
    );
    await expect(command).rejects.toThrow('EMFILE');
    expect(pipes).toHaveLength(2);
    expect(openFiles().filter(file => pipes.includes(file))).toEqual([]);
    expect(await child?.ended).toMatchObject({exit: {code: 125}});
  },
);
