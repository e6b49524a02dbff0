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

test('a file passes once it exists', async () => {
  const cwd = await temporaryDirectory();
  const source = {file: './${{ vars.ready }}'};
  expect(await checkOnce(source, {cwd})).toEqual({status: 'pending', lastSeen: 'does not exist'});
  await writeFile(join(cwd, 'ready'), '');
  expect(await checkOnce(source, {cwd})).toEqual(ready);
});

test('an absolute path and a folder are fine', async () => {
  const folder = join(await temporaryDirectory(), 'folder');
  await mkdir(folder);
  expect(await checkOnce({file: folder})).toEqual(ready);
});

test('what lies below a file does not exist', async () => {
  const cwd = await temporaryDirectory();
  await writeFile(join(cwd, 'file'), '');
  expect(await checkOnce({file: 'file/below'}, {cwd})).toEqual({
    status: 'pending',
    lastSeen: 'does not exist',
  });
});

test('a socket passes when it accepts', async () => {
  const cwd = await temporaryDirectory();
  await listen(createServer(), {path: join(cwd, 'socket')});
  expect(await checkOnce({file: 'socket'}, {cwd, clock: systemClock})).toEqual(ready);
});

test('a socket that outlived its server does not', async () => {
  const cwd = await temporaryDirectory();
  await deadSocket(join(cwd, 'socket'));
  expect(await checkOnce({file: 'socket'}, {cwd})).toEqual({
    status: 'pending',
    lastSeen: 'connection refused',
  });
});

/** A server removes its socket when it closes; one that is killed does not. */
async function deadSocket(path: string): Promise<void> {
  const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  await once(spawn(process.execPath, ['-e', script], {stdio: 'ignore'}), 'exit');
}
