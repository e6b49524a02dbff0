import {readFile} from 'node:fs/promises';
import {expect, test} from 'vitest';

const page = await readFile(new URL('../../CHANGELOG.md', import.meta.url), 'utf8');

/** The areas of a version, in this order. `Renamed` comes first: programs break by it. */
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

test.each(versions)('$name has its changes under areas, each once', ({areas}) => {
  expect(areas.length).toBeGreaterThan(0);
  expect(areas).toEqual(AREAS.filter(area => areas.includes(area)));
});

// Git merges the entries of several branches by union, and may so keep the same one in two places.
test('no entry is there twice', () => {
  const entries = page.split('\n').filter(line => line.startsWith('- '));
  expect(entries.length).toBeGreaterThan(100);
  expect(entries.filter((entry, at) => entries.indexOf(entry) !== at)).toEqual([]);
});
