import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect} from 'vitest';
import type {LaunchRig} from './launch-rig.ts';
import type {Launch} from './launch.ts';

const PRELOAD = fileURLToPath(new URL('./throw-in.mjs', import.meta.url));

/** An error that a handler of bottle throws on request of the test. */
export interface InjectedError {
  /** Environment variables for bottle. */
  readonly env: Readonly<Record<string, string>>;
  throwNow(): Promise<void>;
  /** Waits for the end of the run. Expects everything to be removed, and the bug to be reported with its stack. */
  expectReported(launch: Launch): Promise<void>;
}

/** @param kind a kind of handler in throw-in.mjs */
export function injectedError(rig: LaunchRig, kind: string): InjectedError {
  return {
    env: {
      NODE_OPTIONS: `--import ${PRELOAD}`,
      BOTTLE_TEST_THROW_IN: kind,
      BOTTLE_TEST_THROW_WHEN: join(rig.dir, 'throw'),
    },
    throwNow: async () => await rig.write('throw', ''),
    async expectReported(launch) {
      const {code, stderr} = await launch.ended();
      const report = `error: internal error in bottle: injected into ${kind}\n  at `;
      expect({code, stderr}).toMatchObject({code: 1, stderr: expect.stringContaining(report) as string});
      await launch.event('run-ended');
      expect((await rig.leftBehind()).filter(what => !what.startsWith('state/runs'))).toEqual([]);
    },
  };
}
