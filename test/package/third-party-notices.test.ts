import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {thirdPartyNotices} from '../../scripts/third-party-notices.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const MIT = {license: 'MIT', text: 'Do as you like.'};

test('bundled packages are listed with their licenses, each license once', async () => {
  const files = await packages({a: MIT, '@b/c': MIT, d: {license: 'ISC', text: 'Permission is granted.'}});
  expect(await notices(files))
    .toBe(`bottle contains code from the packages below, under the licenses of their authors.

${'-'.repeat(80)}

@b/c 1.0.0 (MIT)
a 1.0.0 (MIT)

Do as you like.

${'-'.repeat(80)}

d 1.0.0 (ISC)

Permission is granted.
`);
});

test('a package without code in the bundle is not listed', async () => {
  const files = await packages({a: MIT});
  expect(await notices(files, 0)).not.toContain('1.0.0');
});

test('a package that only names its license gets the standard text', async () => {
  const files = await packages({a: {license: 'ISC', author: 'Anna'}});
  expect(await notices(files)).toMatch(/a 1\.0\.0 \(ISC\)\n\nCopyright \(c\) Anna\n\nPermission to use/);
});

test.each([
  [{license: 'GPL-3.0', text: '…'}, 'a cannot be bundled without review: its license is GPL-3.0'],
  [{text: '…'}, 'a cannot be bundled without review: its license is undefined'],
  [{license: 'MIT'}, 'a has no license text'],
])('%j fails the build', async (facts, message) => {
  await expect(notices(await packages({a: facts}))).rejects.toThrow(message);
});

interface Facts {
  readonly license?: string;
  readonly author?: string;
  readonly text?: string;
}

/** Creates packages on disk. Returns one file of each. */
async function packages(facts: Readonly<Record<string, Facts>>): Promise<readonly string[]> {
  const home = await temporaryDirectory();
  return await Promise.all(
    Object.entries(facts).map(async ([name, {text, ...rest}]) => {
      const folder = join(home, 'node_modules', name);
      await mkdir(folder, {recursive: true});
      await writeFile(join(folder, 'package.json'), JSON.stringify({name, version: '1.0.0', ...rest}));
      if (text !== undefined) await writeFile(join(folder, 'LICENSE'), `${text}\n`);
      return join(folder, 'lib/index.js');
    }),
  );
}

async function notices(files: readonly string[], bytesInOutput = 10): Promise<string> {
  const inputs = Object.fromEntries(files.map(file => [file, {bytesInOutput}]));
  return await thirdPartyNotices({outputs: {'bundle.js': {inputs}}});
}
