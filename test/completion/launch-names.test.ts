import {mkdir, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {expect, test} from 'vitest';
import {launchNames} from '../../src/completion/launch-names.ts';
import {parse} from '../../src/config/yaml/parse.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

test('completes names of the file and of included files with their prefixes', async () => {
  const folder = await temporaryDirectory();
  const files = {
    'bottle.yaml':
      'include: [{path: api/bottle.yaml, prefix: api}, db.yaml, gone.yaml]\nprofiles: {ci: {}}\nplaces: {big: {}}\nvars: {v: 1}\ntasks: {web: {run: x, tags: [t]}}\n',
    'api/bottle.yaml':
      'include: ../db.yaml\nplaces: {far: {}}\nvars: {port: 80}\ntasks: {web: {run: x, description: of the api, tags: [t, u]}}\n',
    'db.yaml': 'include: bottle.yaml\ntasks: {db: {run: x}}\n',
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), {recursive: true});
    await writeFile(join(folder, name), text);
  }
  expect(launchNames(join(folder, 'bottle.yaml'), parse)).toEqual({
    tasks: [
      {value: 'web', description: ''},
      {value: 'api-web', description: 'of the api'},
      {value: 'api-db', description: ''},
      {value: 'db', description: ''},
    ],
    tags: ['t', 'u'],
    vars: ['v', 'api-port'],
    profiles: ['ci'],
    places: ['big', 'api-far'],
  });
  expect(launchNames(undefined, parse)).toEqual({tasks: [], tags: [], vars: [], profiles: [], places: []});
});
