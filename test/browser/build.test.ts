import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {expect, inject, test} from 'vitest';

async function built(name: string): Promise<Buffer> {
  return await readFile(join(inject('built'), 'ui', name));
}

test('the page is a single file under 300 kB gzipped', async () => {
  const zipped = await built('page.html.gz');
  expect(zipped.length).toBeLessThan(300_000);
  expect(gunzipSync(zipped).equals(await built('page.html'))).toBe(true);
});

test('the script and the style of the page match the hashes of its policy', async () => {
  const html = String(await built('page.html'));
  const hashes = JSON.parse(String(await built('page.json'))) as Readonly<Record<string, unknown>>;
  for (const element of ['script', 'style']) {
    const texts = [...html.matchAll(new RegExp(`<${element}[^>]*>([^]*?)</${element}>`, 'g'))];
    expect(hashes[element]).toEqual(texts.map(([, text = '']) => hashOf(text)));
    expect(texts).toHaveLength(1);
  }
});

test('the page has no external references and no style attributes', async () => {
  const html = String(await built('page.html'));
  const [head = ''] = html.split('<script');
  expect(head).not.toMatch(/(?:src|href)=["'](?!data:)/);
  expect(head).not.toMatch(/@import|url\(/);
  expect(html).not.toMatch(/<[a-z]+ [^>]*\bstyle=/);
});

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
