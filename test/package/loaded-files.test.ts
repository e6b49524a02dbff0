import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {loadedBy} from '../support/loaded.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

/** A script more is a file more to open and check; a byte more is read, and compiled or compared. */
test.each([
  {args: ['--version'], scripts: ['start'], kilobytes: 110},
  {args: ['check'], scripts: ['start', 'check', 'shared'], kilobytes: 1080},
  {args: ['plan'], scripts: ['start', 'plan', 'shared'], kilobytes: 1030},
  {args: ['run'], scripts: ['start', 'run', 'shared'], kilobytes: 1300},
])('`bottle $args` loads exactly the scripts $scripts', async ({args, scripts, kilobytes}) => {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, 'bottle.yaml'), 'tasks: {a: {run: "true"}}\n');
  await loadedBy({dir, args: ['run']});
  const loaded = await loadedBy({dir, args});
  expect(loaded.scripts.map(({name}) => name)).toEqual(scripts);
  expect(loaded.scripts.reduce((sum, {bytes}) => sum + bytes, 0)).toBeLessThan(kilobytes * 1000);
});
