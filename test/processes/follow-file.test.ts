import {appendFile, chmod, mkdir, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {followFile} from '../../src/processes/follow-file.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

async function followed(path: string) {
  const over = new AbortController();
  onTestFinished(() => over.abort());
  let text = '';
  const onData = (chunk: Buffer): undefined => {
    text += chunk.toString();
  };
  const {readOn} = await followFile(path, onData, over.signal);
  return {text: () => text, stop: () => over.abort(), readOn};
}

test('reports existing text immediately and new text as it arrives', async () => {
  const path = join(await temporaryDirectory(), 'log');
  await writeFile(path, 'one\n');
  const {text} = await followed(path);
  expect(text()).toBe('one\n');
  await appendFile(path, 'two\n');
  await appendFile(path, 'three');
  await expect.poll(text).toBe('one\ntwo\nthree');
});

test('waits for a missing file, and ignores other files in its folder', async () => {
  const folder = await temporaryDirectory();
  const {text} = await followed(join(folder, 'log'));
  await writeFile(join(folder, 'other'), 'other');
  await writeFile(join(folder, 'log'), 'one');
  await expect.poll(text).toBe('one');
});

test('reads a rotated log to its end, then the new file from its beginning', async () => {
  const path = join(await temporaryDirectory(), 'log');
  await writeFile(path, 'one\n');
  const {text} = await followed(path);
  await appendFile(path, 'two\n');
  await rename(path, `${path}.1`);
  await appendFile(`${path}.1`, 'three\n');
  await writeFile(path, 'four\n');
  await expect.poll(text).toBe('one\ntwo\nthree\nfour\n');
});

test('reads the current text on request', async () => {
  const path = join(await temporaryDirectory(), 'log');
  const {text, readOn} = await followed(path);
  await writeFile(path, 'one\n');
  await readOn();
  expect(text()).toBe('one\n');
});

test('reports nothing if the folder does not exist', async () => {
  const {text} = await followed(join(await temporaryDirectory(), 'none', 'log'));
  expect(text()).toBe('');
});

test('ignores unreadable text', async () => {
  const path = join(await temporaryDirectory(), 'log');
  await mkdir(path);
  await chmod(path, 0);
  const {text} = await followed(path);
  await writeFile(`${path}.other`, '');
  await rm(path, {recursive: true});
  await writeFile(path, 'readable now');
  await expect.poll(text).toBe('readable now');
});

test('reports nothing after the signal is aborted', async () => {
  const folder = await temporaryDirectory();
  const first = await followed(join(folder, 'log'));
  const second = await followed(join(folder, 'log'));
  first.stop();
  await writeFile(join(folder, 'log'), 'late');
  await expect.poll(second.text).toBe('late');
  expect(first.text()).toBe('');
});
