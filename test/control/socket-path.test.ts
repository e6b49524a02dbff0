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

/** A new directory whose socket has a path of just so many bytes. */
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
  ['as long as a path may be', MAX_BYTES, 'x'],
  ['one byte longer', MAX_BYTES + 1, 'x'],
  ['longer in bytes than in characters', MAX_BYTES + 1, 'ü'],
  ['far longer', MAX_BYTES + 100, 'ü'],
])('a socket whose path is %s is found in its directory', async (_, bytes, filler) => {
  const rig = await controlRig({}, {dir: await directoryFor(bytes, filler)});
  expect(await readdir(rig.dir)).toEqual([SOCKET]);
  expect(await (await rig.connect()).request('echo', {text: 'x'})).toEqual({text: 'x'});
  await rig.server.close();
  expect(await readdir(rig.dir)).toEqual([]);
});

test('a path that is short enough is taken unchanged', async () => {
  const dir = await directoryFor(MAX_BYTES);
  expect(socketPath(dir).path).toBe(join(dir, SOCKET));
});

test.runIf(process.platform === 'linux')(
  'a long path costs one descriptor until it is released',
  async () => {
    const dir = await directoryFor(MAX_BYTES + 1);
    const before = (await readdir('/proc/self/fd')).length;
    const {release} = socketPath(dir);
    expect(await readdir('/proc/self/fd')).toHaveLength(before + 1);
    release();
    expect(await readdir('/proc/self/fd')).toHaveLength(before);
  },
);

test('through a link, for systems without /proc: in a private folder, which is removed', async () => {
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

test('a directory that is not there is the error of the system', async () => {
  const dir = join(await directoryFor(MAX_BYTES + 20), 'none');
  expect(() => socketPath(dir)).toThrow('ENOENT');
});
