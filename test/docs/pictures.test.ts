import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';

const folder = fileURLToPath(new URL('../../docs/images', import.meta.url));
const pictures = readdirSync(folder).filter(name => name.endsWith('.svg'));

test.each(pictures)('%s has no spaces that browsers collapse, which would stretch the text', name => {
  const svg = readFileSync(join(folder, name), 'utf8');
  const texts = [...svg.matchAll(/<text [^>]*textLength[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text);
  expect(texts.filter(text => text !== text.trim() || text.includes('  '))).toEqual([]);
});

test('the live view and the plan are drawn as text', () => {
  expect(pictures).toEqual(expect.arrayContaining(['run-light.svg', 'run-dark.svg', 'plan-light.svg']));
  expect(readFileSync(join(folder, 'run-light.svg'), 'utf8')).toMatch(/<text [^>]*textLength/);
});
