import {mkdir, readdir, readFile, symlink, writeFile} from 'node:fs/promises';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {removeFolder} from '../../src/state/remove-folder.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

test('deletes folders and files, but not the targets of links', async () => {
  const dir = await temporaryDirectory();
  await mkdir(join(dir, 'kept'));
  await writeFile(join(dir, 'kept', 'file'), 'text');
  await mkdir(join(dir, 'folder', 'logs'), {recursive: true});
  await writeFile(join(dir, 'folder', 'events'), '');
  await writeFile(join(dir, 'folder', 'logs', 'a'), '');
  await symlink(join(dir, 'kept'), join(dir, 'folder', 'link'));
  removeFolder(join(dir, 'folder'));
  expect(existsSync(join(dir, 'folder'))).toBe(false);
  expect(await readFile(join(dir, 'kept', 'file'), 'utf8')).toBe('text');
});

test('deletes only the link if the folder itself is one', async () => {
  const dir = await temporaryDirectory();
  await mkdir(join(dir, 'kept'));
  await writeFile(join(dir, 'kept', 'file'), 'text');
  await symlink(join(dir, 'kept'), join(dir, 'link'));
  removeFolder(join(dir, 'link'));
  expect(await readdir(dir)).toEqual(['kept']);
  expect(await readdir(join(dir, 'kept'))).toEqual(['file']);
});

test('ignores a missing folder', async () => {
  expect(() => removeFolder(join('/nonexistent', 'folder'))).not.toThrow();
});
