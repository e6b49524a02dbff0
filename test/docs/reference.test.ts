import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {mapPlaces} from '../support/schema-places.ts';

const text = readFileSync(new URL('../../docs/reference.md', import.meta.url), 'utf8');

test('the reference has a row for every key that editors know', () => {
  const keys = new Set(mapPlaces().flatMap(({keys}) => Object.keys(keys)));
  expect(keys.size).toBeGreaterThan(90);
  expect([...keys].filter(key => !text.includes(`\n| \`${key}\` |`))).toEqual([]);
});

test('every row of the reference has the type, the default and the meaning', () => {
  const rows = text.match(/^\| `.*$/gm) ?? [];
  const cells = rows.map(row =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map(cell => cell.trim()),
  );
  expect(rows.length).toBeGreaterThan(120);
  expect(
    cells.filter(row => row.length !== 4 || row.some(cell => cell === '' || cell.includes('undefined'))),
  ).toEqual([]);
});
