import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {describe, expect, test} from 'vitest';
import {expectIsolated, PATIENCE_MS} from '../examples/docker-sandboxes.ts';
import {withEngine} from '../support/docker.ts';
import {leftIn, startExample} from '../support/example.ts';
import {farMachine} from '../support/far-machine.ts';
import {shared} from '../support/kubernetes/shared.ts';
import {hasSshServer} from '../support/ssh-server.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

describe.skipIf(!hasSshServer && !process.env.CI)('an engine over ssh', () => {
  withEngine('runs the sandbox of containers', () => {
    const env = shared(async ({whenOver}) => await farMachine(whenOver, {confines: true}));

    /** Names of objects on the engine. */
    const listed = async (...args: readonly string[]): Promise<string> => {
      const {stdout} = await promisify(execFile)('docker', args, {env: {...process.env, ...env()}});
      return stdout.trim();
    };

    test('with the same result as locally', {timeout: PATIENCE_MS}, async () => {
      const stateDir = await temporaryDirectory();
      const launch = startExample({
        ...{file: 'examples/docker-agent-sandbox/bottle.yaml', stateDir, env: env()},
      });
      await expectIsolated(launch);
      expect(await listed('image', 'ls', '-q', '--filter', 'reference=*agent-sandbox*')).not.toBe('');
      expect(await listed('ps', '-aq')).toBe('');
      expect(await listed('network', 'ls', '-q', '--filter', 'type=custom')).toBe('');
      expect(await listed('volume', 'ls', '-q')).toBe('');
      expect(await leftIn(stateDir)).toEqual([]);
    });
  });
});
