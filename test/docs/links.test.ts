import {existsSync} from 'node:fs';
import {readdir, readFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const guides = (await readdir(join(root, 'docs'))).filter(name => name.endsWith('.md'));
const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...guides.map(name => join('docs', name)),
];

test.each(pages)('every link in %s has an existing target', async page => {
  const links = await linksOf(page);
  const broken = await Promise.all(
    links.map(async link => ((await leadsSomewhere(page, link)) ? [] : [link])),
  );
  expect(broken.flat()).toEqual([]);
});

test('a broken link is reported', async () => {
  expect(await leadsSomewhere('README.md', 'docs/nothing.md')).toBe(false);
  expect(await leadsSomewhere('README.md', 'docs/readiness.md#nothing')).toBe(false);
  expect(await leadsSomewhere('docs/readiness.md', '#limits')).toBe(true);
});

/** Links to files and headings of the repository. */
async function linksOf(page: string): Promise<readonly string[]> {
  const text = (await readFile(join(root, page), 'utf8')).replaceAll(/^```.*?^```$/gms, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter(link => !/^\w+:/.test(link));
}

async function leadsSomewhere(page: string, link: string): Promise<boolean> {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(root, target))) return false;
  return anchor === undefined || (await anchorsOf(target)).includes(anchor);
}

/** The anchors that GitHub generates for the headings of a page. */
async function anchorsOf(page: string): Promise<readonly string[]> {
  const text = (await readFile(join(root, page), 'utf8')).replaceAll(/^```.*?^```$/gms, '');
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-'),
  );
}
