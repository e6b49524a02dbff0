import {readdir, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {fingerprintStore, type Success} from '../../src/freshness/fingerprint-store.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const success: Success = {
  version: 2,
  from: {command: 'c', env: 'e', outputs: 'o', sources: {a: '1'}, unmatched: [], bases: {}},
  generated: {'/b': '3'},
  outputs: {version: 'one\n"two"'},
  superseded: false,
};

test('reads entries back, even with another store', async () => {
  const dir = await temporaryDirectory();
  await fingerprintStore(dir).write('key', success);
  await fingerprintStore(dir).write('other', {...success, outputs: null});
  expect(await fingerprintStore(dir).read('key')).toEqual(success);
  expect(await fingerprintStore(dir).read('missing')).toBeUndefined();
});

test('writes private and complete files, and leaves no other files', async () => {
  const dir = await temporaryDirectory();
  const store = fingerprintStore(dir);
  const writes = Array.from({length: 20}, async (_, at) => {
    await store.write('key', {...success, outputs: {at: String(at), much: 'x'.repeat(100_000)}});
    // The file is complete, whichever process wrote last.
    expect((await store.read('key'))?.outputs?.much).toHaveLength(100_000);
  });
  await Promise.all(writes);
  const folder = join(dir, 'fingerprints');
  expect(await readdir(folder)).toEqual(['key.json']);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, 'key.json'))).mode & 0o777).toBe(0o600);
});

test.each(['', '{"version":1,', 'null', '{"version":1}', '[]'])('ignores a file with `%s`', async text => {
  const dir = await temporaryDirectory();
  const store = fingerprintStore(dir);
  await store.write('key', success);
  await writeFile(join(dir, 'fingerprints', 'key.json'), text);
  expect(await store.read('key')).toBeUndefined();
});
