import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {configProblem} from '../../src/docker/config.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

test('an invalid Docker configuration is reported', async () => {
  const folder = await temporaryDirectory();
  expect(configProblem(folder)).toBeUndefined();
  await writeFile(join(folder, 'config.json'), '{}');
  expect(configProblem(folder)).toBeUndefined();
  await writeFile(join(folder, 'config.json'), '{"auths": {},}');
  expect(configProblem(folder)).toContain(
    `${folder}/config.json is not valid JSON, so its logins and current context are ignored: `,
  );
});
