import {mkdir, readdir, realpath} from 'node:fs/promises';
import {createServer} from 'node:net';
import {once} from 'node:events';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {SOCKET} from '../../src/control/protocol.ts';
import {socketPath, throughLink} from '../../src/control/socket-path.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';
import {controlRig} from './control-rig.ts';

const MAX_BYTES = process.platform === 'linux' ? 107 : 103;

/** Creates a directory whose socket path has exactly this many bytes. */
async function directoryFor(bytes: number, filler = 'x'): Promise<string> {
  const parent = await realpath(await temporaryDirectory());
  const rest = bytes - Buffer.byteLength(join(parent, 'd', SOCKET)) + 1;
  const size = Buffer.byteLength(filler);
  const name = filler.repeat(Math.floor(rest / size)) + 'y'.repeat(rest % size);
  const dir = join(parent, name);
  await mkdir(dir, {recursive: true});
  expect(Buffer.byteLength(join(dir, SOCKET))).toBe(bytes);
  return dir;
}

test.each([
  ['of the maximum length', MAX_BYTES, 'x'],
  ['one byte too long', MAX_BYTES + 1, 'x'],
  ['longer in bytes than in characters', MAX_BYTES + 1, 'ü'],
  ['much too long', MAX_BYTES + 100, 'ü'],
])('finds a socket in its directory if the path is %s', async (_, bytes, filler) => {
  const rig = await controlRig({}, {dir: await directoryFor(bytes, filler)});
  expect(await readdir(rig.dir)).toEqual([SOCKET]);
  expect(await (await rig.connect()).request('echo', {text: 'x'})).toEqual({text: 'x'});
  await rig.server.close();
  expect(await readdir(rig.dir)).toEqual([]);
});

test('returns a short path unchanged', async () => {
  const dir = await directoryFor(MAX_BYTES);
  expect(socketPath(dir).path).toBe(join(dir, SOCKET));
});

test.runIf(process.platform === 'linux')(
  'uses one descriptor for a long path until it is released',
  async () => {
    const dir = await directoryFor(MAX_BYTES + 1);
    const before = (await readdir('/proc/self/fd')).length;
    const {release} = socketPath(dir);
    expect(await readdir('/proc/self/fd')).toHaveLength(before + 1);
    release();
    expect(await readdir('/proc/self/fd')).toHaveLength(before);
  },
);

test('creates a link in a private folder on systems without /proc, and removes both', async () => {
  const dir = await directoryFor(MAX_BYTES + 1);
  const temporary = await temporaryDirectory();
  const {path, release} = throughLink(dir, temporary);
  const server = createServer().listen(path);
  await once(server, 'listening');
  expect(await readdir(dir)).toEqual([SOCKET]);
  expect(Buffer.byteLength(throughLink(dir, tmpdir()).path)).toBeLessThanOrEqual(MAX_BYTES);
  release();
  expect(await readdir(temporary)).toEqual([]);
  server.close();
});

test('throws the system error for a missing directory', async () => {
  const dir = join(await directoryFor(MAX_BYTES + 20), 'none');
  expect(() => socketPath(dir)).toThrow('ENOENT');
});
