import {readFile} from 'node:fs/promises';
import {expect, test} from 'vitest';

const page = await readFile(new URL('../../CHANGELOG.md', import.meta.url), 'utf8');

/** Areas of a version, in this order. `Renamed` comes first because it contains breaking changes. */
const AREAS = [
  'Renamed',
  'Run',
  'Values and secrets',
  'Readiness',
  'Addresses',
  'Builds',
  'Teardown and recovery',
  'Docker',
  'MicroVMs',
  'Terminal',
  'Plans',
  'Check and editors',
  'Init and doctor',
  'Library and package',
  'Docs',
];

const versions = page
  .split(/^## /m)
  .slice(1)
  .map(version => ({
    name: version.slice(0, version.indexOf('\n')),
    areas: [...version.matchAll(/^### (.*)$/gm)].map(([, area = '']) => area),
  }));

test.each(versions)('$name lists its changes under areas, each area once', ({areas}) => {
  expect(areas.length).toBeGreaterThan(0);
  expect(areas).toEqual(AREAS.filter(area => areas.includes(area)));
});

// Git merges the entries of several branches as a union, which can duplicate an entry.
test('each entry occurs once', () => {
  const entries = page.split('\n').filter(line => line.startsWith('- '));
  expect(entries.length).toBeGreaterThan(100);
  expect(entries.filter((entry, at) => entries.indexOf(entry) !== at)).toEqual([]);
});
