import {once} from 'node:events';
import {mkdir, symlink} from 'node:fs/promises';
import {createServer} from 'node:net';
import {hostname, release} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {runsHere} from '../../src/docker/runs-here.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const HERE = {Name: hostname(), KernelVersion: release()};

/** A server at `run/docker.sock`, which is also found as `var-run/docker.sock`, as on hosts with systemd. */
async function socketFolder(): Promise<string> {
  const dir = await temporaryDirectory();
  await mkdir(join(dir, 'run'));
  await symlink('run', join(dir, 'var-run'));
  const server = createServer().listen(join(dir, 'run/docker.sock'));
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return dir;
}

test.runIf(process.platform === 'linux')('an engine runs here if its socket was created here', async () => {
  const dir = await socketFolder();
  expect(runsHere(join(dir, 'run/docker.sock'), HERE)).toBe(true);
  expect(runsHere(join(dir, 'var-run/docker.sock'), HERE)).toBe(true);
  expect(runsHere(join(dir, 'run/other.sock'), HERE)).toBe(false);
  expect(runsHere(undefined, HERE)).toBe(false);
  expect(runsHere(join(dir, 'run/docker.sock'), {...HERE, KernelVersion: '1'})).toBe(false);
});
