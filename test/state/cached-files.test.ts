import {chmod, lchown, mkdir, readdir, readFile, rename, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {cachedFiles} from '../../src/state/cached-files.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const BYTES = Buffer.from('some bytes');
const SOURCE = Buffer.from('their source');

/** A cache with one file, in `cache/bottle/files` of `dir`. */
async function withFile() {
  const dir = await temporaryDirectory();
  const above = join(dir, 'cache/bottle');
  const files = cachedFiles(join(above, 'files'), 4);
  expect(files.isWritable()).toBe(true);
  files.write('a', SOURCE, BYTES);
  expect(files.read('a', SOURCE)?.bytes).toEqual(BYTES);
  return {dir, above, files};
}

test('a file made from another source is not read', async () => {
  const {files} = await withFile();
  for (const other of ['THEIR source', 'a longer source', 'none', ''])
    expect(files.read('a', Buffer.from(other)), other).toBeUndefined();
});

test('a damaged file is not read', async () => {
  const {above, files} = await withFile();
  const path = join(above, 'files/a');
  const whole = await readFile(path);
  for (const at of whole.keys()) {
    await writeFile(path, whole.with(at, whole.readUInt8(at) ^ 1));
    expect(files.read('a', SOURCE), `byte ${at}`).toBeUndefined();
    await writeFile(path, whole.subarray(0, at));
    expect(files.read('a', SOURCE), `${at} bytes`).toBeUndefined();
  }
  await writeFile(path, whole);
  expect(files.read('a', SOURCE)?.bytes).toEqual(BYTES);
});

test('a large file is compared to the last byte', async () => {
  const {above, files} = await withFile();
  const path = join(above, 'files/b');
  const bytes = Buffer.alloc(1_500_000, 'bytes');
  const source = Buffer.alloc(700_000, 'source');
  files.write('b', source, bytes);
  expect(files.read('b', source)?.bytes.equals(bytes)).toBe(true);
  const whole = await readFile(path);
  for (const at of [bytes.length - 1, 2 * bytes.length - 1, whole.length - 1]) {
    await writeFile(path, whole.with(at, whole.readUInt8(at) ^ 1));
    expect(files.read('b', source), `byte ${at}`).toBeUndefined();
  }
});

test('the oldest files are removed', async () => {
  const {above, files} = await withFile();
  const times = {b: 3, c: 1, d: 4};
  files.setTime('a', 2000);
  for (const [name, seconds] of Object.entries(times)) {
    files.write(name, SOURCE, BYTES);
    files.setTime(name, seconds * 1000);
  }
  expect(await readdir(join(above, 'files'))).toHaveLength(4);
  files.write('e', SOURCE, BYTES);
  expect((await readdir(join(above, 'files'))).toSorted()).toEqual(['d', 'e']);
});

describe('files are neither read nor written', () => {
  test.each<[name: string, spoil: (above: string) => Promise<void>]>([
    ['the folder above is a link', async above => await linkTo(above)],
    ['the folder above is writable by others', async above => await chmod(above, 0o777)],
  ])('if %s', async (_, spoil) => {
    const {above, files} = await withFile();
    await spoil(above);
    expect(files.read('a', SOURCE)).toBeUndefined();
    expect(files.isWritable()).toBe(false);
    files.write('b', SOURCE, BYTES);
    expect(await readdir(join(above, 'files'))).toEqual(['a']);
  });
});

async function linkTo(path: string): Promise<void> {
  await rename(path, `${path}-moved`);
  await symlink(`${path}-moved`, path);
}

// `sudo` may keep `HOME`.
test.runIf(process.getuid?.() === 0)(
  "no folder of root is used or created through another user's link",
  async () => {
    const dir = await temporaryDirectory();
    await mkdir(join(dir, 'root/files'), {recursive: true, mode: 0o700});
    for (let nth = 0; nth < 9; nth++) await writeFile(join(dir, 'root/files', `${nth}`), '');
    await symlink(join(dir, 'root'), join(dir, 'bottle'));
    await lchown(join(dir, 'bottle'), 65534, 65534);
    for (const name of ['files', 'missing']) {
      const files = cachedFiles(join(dir, 'bottle', name), 4);
      expect(files.isWritable()).toBe(false);
      files.write('a', SOURCE, BYTES);
    }
    expect(await readdir(join(dir, 'root'))).toEqual(['files']);
    expect(await readdir(join(dir, 'root/files'))).toHaveLength(9);
  },
);
