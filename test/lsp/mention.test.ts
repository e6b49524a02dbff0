import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {examine} from '../../src/config/load.ts';
import {mentionsOf} from '../../src/lsp/mention.ts';
import {kinds} from '../../src/tasks/registry.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** One task of each kind that can name other tasks. */
const everyKind = `until: give
tasks:
  net: {network: {}}
  ca: {certificate: {ca: true}}
  leaf: {certificate: {issuer: ca, hosts: [localhost]}}
  box: {needs: [leaf], container: {image: x, networks: [net, bridge]}}
  other: {container: {image: x, networks: [{network: net, aliases: [o]}]}}
  inside: {exec: {in: box, command: x}}
  give: {copy: {from: ./x, to: box:/x}}
  get: {copy: {from: other:/x, to: ./x}}
  web: {serve: "\${{ tasks.box.ip }}", ready: {file: "/proc/\${{ tasks.web.pid }}"}}
`;

const texts = [
  {name: 'a task of each kind', text: everyKind},
  {name: 'the example', text: await readFile(join(root, 'bottle.yaml.example'), 'utf8')},
  ...(
    await Promise.all((await readdir(join(root, 'docs'))).filter(name => name.endsWith('.md')).map(blocksOf))
  ).flat(),
];

/** The loader asks the kinds for the named tasks. The editor has its own list, because it must also work on broken files. */
test.each(texts)('every edge of $name has a mention', ({text}) => {
  const {partial, launch} = examine('/work/bottle.yaml', text, {vars: {}, env: {}, kinds});
  // A pod is mentioned by its own name, not by the task that provides its network.
  const edges = [...(launch?.tasks.values() ?? [])].flatMap(({needs}) =>
    needs.filter(({label}) => label !== 'pod'),
  );
  const found = partial ? mentionsOf(partial).filter(({isKey}) => !isKey) : [];
  const missing = edges.filter(
    ({to, place}) =>
      !found.some(({name, range}) => name === to && place.start <= range.start && range.end <= place.end),
  );
  expect(missing).toEqual([]);
});

test('mentions are in file order', () => {
  const {partial} = examine('/work/bottle.yaml', everyKind, {vars: {}, env: {}, kinds});
  const found = partial ? mentionsOf(partial) : [];
  expect(found.map(({name, isKey}) => (isKey ? `${name}:` : name)).join(' ')).toBe(
    'give net: ca: leaf: ca box: leaf net other: net inside: box give: box get: other web: box web',
  );
  expect(found.every(({name, range}) => everyKind.slice(range.start, range.end) === name)).toBe(true);
});

async function blocksOf(page: string) {
  const text = await readFile(join(root, 'docs', page), 'utf8');
  return [...text.matchAll(/^```ya?ml\n(.*?)^```$/gms)].map(({index, 1: yaml = ''}) => ({
    name: `docs/${page}:${text.slice(0, index).split('\n').length}`,
    text: yaml,
  }));
}
