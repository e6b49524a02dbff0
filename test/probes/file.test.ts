import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdir, writeFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {systemClock} from '../../src/processes/system-clock.ts';
import {checkOnce} from '../support/check-once.ts';
import {listen} from '../support/listen.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const ready = {status: 'ready'};

test('passes once a file exists', async () => {
  const cwd = await temporaryDirectory();
  const source = {file: './${{ vars.ready }}'};
  expect(await checkOnce(source, {cwd})).toEqual({status: 'pending', lastSeen: 'does not exist'});
  await writeFile(join(cwd, 'ready'), '');
  expect(await checkOnce(source, {cwd})).toEqual(ready);
});

test('accepts an absolute path and a folder', async () => {
  const folder = join(await temporaryDirectory(), 'folder');
  await mkdir(folder);
  expect(await checkOnce({file: folder})).toEqual(ready);
});

test('is pending for a path below a file', async () => {
  const cwd = await temporaryDirectory();
  await writeFile(join(cwd, 'file'), '');
  expect(await checkOnce({file: 'file/below'}, {cwd})).toEqual({
    status: 'pending',
    lastSeen: 'does not exist',
  });
});

test('passes for a socket that accepts connections', async () => {
  const cwd = await temporaryDirectory();
  await listen(createServer(), {path: join(cwd, 'socket')});
  expect(await checkOnce({file: 'socket'}, {cwd, clock: systemClock})).toEqual(ready);
});

test('is pending for a socket whose server is gone', async () => {
  const cwd = await temporaryDirectory();
  await deadSocket(join(cwd, 'socket'));
  expect(await checkOnce({file: 'socket'}, {cwd})).toEqual({
    status: 'pending',
    lastSeen: 'connection refused',
  });
});

/** Creates the socket of a killed server. A server that closes would remove its socket. */
async function deadSocket(path: string): Promise<void> {
  const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  await once(spawn(process.execPath, ['-e', script], {stdio: 'ignore'}), 'exit');
}
