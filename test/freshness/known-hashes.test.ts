import {statSync} from 'node:fs';
import {
  chmod,
  chown,
  open,
  readdir,
  rename,
  stat,
  truncate,
  utimes,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {beforeEach, expect, test, vi} from 'vitest';
import {knownHashes} from '../../src/freshness/known-hashes.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const EXT4 = 0xef53;
const TMPFS = 0x01021994;
const LENGTH = 10;

let folder: string;
let path: string;
/** The time since the last change of the file. */
let ageMs: number;
let fileSystem: () => Promise<number>;
let boot: string;
/** The number of times that a file was read. */
let reads: number;

beforeEach(async () => {
  const dir = await temporaryDirectory();
  folder = join(dir, 'state/hashes');
  path = join(dir, 'large');
  [ageMs, reads, boot] = [60_010, 0, 'first'];
  fileSystem = async () => await Promise.resolve(EXT4);
  await writeFile(path, Buffer.alloc(LENGTH, 'a'));
});

/** The first letters of the file, in place of a hash. */
async function hash(whileReading?: () => Promise<void>): Promise<string> {
  const file = await open(path);
  try {
    return await hashOf(file, whileReading);
  } finally {
    await file.close();
  }
}

async function hashOf(file: FileHandle, whileReading?: () => Promise<void>): Promise<string> {
  const bootId = async () => await Promise.resolve(boot);
  const system = {wallClock: () => statSync(path).ctimeMs + ageMs, bootId, fileSystem};
  return await knownHashes(folder, system).hashOf(path, file, async () => {
    reads += 1;
    const {buffer} = await file.read(Buffer.alloc(4), 0, 4, 0);
    await whileReading?.();
    return buffer.toString();
  });
}

/** Changes the start of the file in place. */
async function overwrite(text: string): Promise<void> {
  await untilNoticed(async () => {
    const file = await open(path, 'r+');
    await file.write(text, 0);
    await file.close();
  });
}

/** Repeats a change until the time of the last change is another: its resolution is up to 10 ms. */
async function untilNoticed(change: () => Promise<void>): Promise<void> {
  const before = statSync(path, {bigint: true}).ctimeNs;
  do await change();
  while (statSync(path, {bigint: true}).ctimeNs === before);
}

test('a file is read only once, by all runs', async () => {
  expect([await hash(), await hash(), await hash()]).toEqual(['aaaa', 'aaaa', 'aaaa']);
  expect(reads).toBe(1);
});

test.each<[change: string, change: () => Promise<void>, expected: string]>([
  ['written in place', async () => await overwrite('bbbb'), 'bbbb'],
  [
    'written in place, with its old time',
    async () => {
      const {atime, mtime} = await stat(path);
      await overwrite('bbbb');
      await utimes(path, atime, mtime);
    },
    'bbbb',
  ],
  [
    'replaced by a file with the same times and size',
    async () => {
      const {atime, mtime} = await stat(path);
      await writeFile(`${path}-new`, Buffer.alloc(LENGTH, 'b'));
      await utimes(`${path}-new`, atime, mtime);
      await rename(`${path}-new`, path);
    },
    'bbbb',
  ],
  ['longer', async () => await truncate(path, LENGTH + 1), 'aaaa'],
  ['executable', async () => await untilNoticed(async () => await chmod(path, 0o755)), 'aaaa'],
])('a file is read again once it is %s', async (_, change, expected) => {
  await hash();
  await change();
  expect(await hash()).toBe(expected);
  expect(reads).toBe(2);
  await hash();
  expect(reads).toBe(2);
});

test('a file is read again after a boot', async () => {
  await hash();
  boot = 'second';
  expect([await hash(), await hash()]).toEqual(['aaaa', 'aaaa']);
  expect(reads).toBe(2);
});

test('another file with the contents of the first is read', async () => {
  await hash();
  await rename(path, `${path}-moved`);
  path = `${path}-moved`;
  await hash();
  expect(reads).toBe(2);
});

test.each<[why: string, when: () => void]>([
  ['its last change was less than a minute ago', () => (ageMs = 59_990)],
  ['its times are in the future', () => (ageMs = -60_010)],
  [
    'its file system does not notice all writes',
    () => (fileSystem = async () => await Promise.resolve(TMPFS)),
  ],
  ['the boot is unknown', () => (boot = '')],
  ['its file system is unknown', () => (fileSystem = async () => await Promise.reject(new Error('ENOENT')))],
])('a hash is not kept if %s', async (_, when) => {
  when();
  expect([await hash(), await hash()]).toEqual(['aaaa', 'aaaa']);
  expect(reads).toBe(2);
  await expect(readdir(folder)).rejects.toThrow('ENOENT');
});

test('the time of the last change counts, not that of the last write', async () => {
  ageMs = 0;
  await utimes(path, 1, 1);
  await hash();
  await expect(readdir(folder)).rejects.toThrow('ENOENT');
});

test('the hash of a file that changes while it is read is not kept', async () => {
  expect(await hash(async () => await overwrite('bbbb'))).toBe('aaaa');
  expect(await readdir(folder)).toEqual([]);
  expect(await hash()).toBe('bbbb');
});

test('a file is written to disk before it is read', async () => {
  const file = await open(path);
  const steps: string[] = [];
  vi.spyOn(file, 'datasync').mockImplementation(async () => {
    steps.push('written to disk');
    await Promise.reject(new Error('EIO'));
  });
  await hashOf(file, async () => await Promise.resolve(void steps.push('read')));
  await file.close();
  expect(steps).toEqual(['written to disk', 'read']);
  await expect(readdir(folder)).rejects.toThrow('ENOENT');
});

test('a damaged hash is not used', async () => {
  await hash();
  const [name = ''] = await readdir(folder);
  for (const damage of ['', 'bbbb', 'bbbbbbbb']) {
    await writeFile(join(folder, name), damage);
    expect(await hash()).toBe('aaaa');
  }
  expect(reads).toBe(4);
});

test('hashes are neither used nor kept in a folder that others can write to', async () => {
  await hash();
  await chmod(folder, 0o777);
  expect([await hash(), await hash()]).toEqual(['aaaa', 'aaaa']);
  expect(reads).toBe(3);
});

test.runIf(process.getuid?.() === 0)('hashes of another user are neither used nor overwritten', async () => {
  await hash();
  await chown(dirname(folder), 65534, 65534);
  await hash();
  expect(reads).toBe(2);
});
