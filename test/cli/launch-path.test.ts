import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {findLaunchFile, splitFileAndTasks} from '../../src/cli/commands/launch-path.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

test('finds the nearest launch file in the parent folders, bottle.yaml before bottle.yml', async () => {
  const dir = await temporaryDirectory();
  await mkdir(join(dir, 'a/b'), {recursive: true});
  await writeFile(join(dir, 'bottle.yml'), '');
  expect(findLaunchFile(join(dir, 'a/b'))).toBe(join(dir, 'bottle.yml'));
  await writeFile(join(dir, 'bottle.yaml'), '');
  expect(findLaunchFile(join(dir, 'a/b'))).toBe(join(dir, 'bottle.yaml'));
  await writeFile(join(dir, 'a/bottle.yml'), '');
  expect(findLaunchFile(join(dir, 'a/b'))).toBe(join(dir, 'a/bottle.yml'));
});

test('treats an argument as a file if it looks like one or exists, otherwise as a task', async () => {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, 'launch'), '');
  expect(splitFileAndTasks([], dir)).toEqual({tasks: []});
  expect(splitFileAndTasks(['web', 'db'], dir)).toEqual({tasks: ['web', 'db']});
  expect(splitFileAndTasks(['other.yaml', 'db'], dir)).toEqual({
    file: join(dir, 'other.yaml'),
    tasks: ['db'],
  });
  expect(splitFileAndTasks(['launch', 'db'], dir)).toEqual({file: join(dir, 'launch'), tasks: ['db']});
  expect(splitFileAndTasks(['../x'], dir)).toEqual({file: join(dir, '../x'), tasks: []});
});
