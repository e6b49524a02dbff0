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

test('existing text is reported immediately, new text as it arrives', async () => {
  const path = join(await temporaryDirectory(), 'log');
  await writeFile(path, 'one\n');
  const {text} = await followed(path);
  expect(text()).toBe('one\n');
  await appendFile(path, 'two\n');
  await appendFile(path, 'three');
  await expect.poll(text).toBe('one\ntwo\nthree');
});

test('a file that is not there yet is waited for; other files of its folder do not matter', async () => {
  const folder = await temporaryDirectory();
  const {text} = await followed(join(folder, 'log'));
  await writeFile(join(folder, 'other'), 'other');
  await writeFile(join(folder, 'log'), 'one');
  await expect.poll(text).toBe('one');
});

test('a log that is rotated is read to its end, then the new one from its beginning', async () => {
  const path = join(await temporaryDirectory(), 'log');
  await writeFile(path, 'one\n');
  const {text} = await followed(path);
  await appendFile(path, 'two\n');
  await rename(path, `${path}.1`);
  await appendFile(`${path}.1`, 'three\n');
  await writeFile(path, 'four\n');
  await expect.poll(text).toBe('one\ntwo\nthree\nfour\n');
});

test('what is there now is read on request', async () => {
  const path = join(await temporaryDirectory(), 'log');
  const {text, readOn} = await followed(path);
  await writeFile(path, 'one\n');
  await readOn();
  expect(text()).toBe('one\n');
});

test('without its folder there is nothing to report', async () => {
  const {text} = await followed(join(await temporaryDirectory(), 'none', 'log'));
  expect(text()).toBe('');
});

test('unreadable text is not reported', async () => {
  const path = join(await temporaryDirectory(), 'log');
  await mkdir(path);
  await chmod(path, 0);
  const {text} = await followed(path);
  await writeFile(`${path}.other`, '');
  await rm(path, {recursive: true});
  await writeFile(path, 'readable now');
  await expect.poll(text).toBe('readable now');
});

test('after the signal nothing is reported', async () => {
  const folder = await temporaryDirectory();
  const first = await followed(join(folder, 'log'));
  const second = await followed(join(folder, 'log'));
  first.stop();
  await writeFile(join(folder, 'log'), 'late');
  await expect.poll(second.text).toBe('late');
  expect(first.text()).toBe('');
});
