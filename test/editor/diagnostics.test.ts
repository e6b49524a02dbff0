import {beforeAll, describe, expect, test} from 'vitest';
import {load} from '../../src/config/load.ts';
import {kinds} from '../../src/tasks/registry.ts';
import {badFiles, goodFiles} from '../config/shape-table.ts';
import {mistakes} from './mistakes-table.ts';
import {startYamlEditor} from './yaml-editor.ts';

const good = goodFiles.map(({name, lines}) => ({name, text: lines.join('\n')}));
const bad = badFiles.map(({name, lines}) => ({name, text: lines.join('\n')}));

/** A reference is allowed in any value, whatever its format. */
const references = `
vars: {x: x}
tasks:
  box:
    container:
      image: \${{ vars.x }}
      ports: ["\${{ vars.x }}::80", "\${{ vars.x }}"]
      volumes: ["\${{ vars.x }}:/data", "\${{ vars.x }}"]
      tmpfs: ["\${{ vars.x }}"]
      extra_hosts: ["db:\${{ vars.x }}", "\${{ vars.x }}"]
      networks: [{network: net, ip: "\${{ vars.x }}"}]
    ready: [{port: "\${{ vars.x }}:80"}, {http: "\${{ vars.x }}/health"}, {http: {url: "\${{ vars.x }}"}}]
  net:
    network: {subnet: "\${{ vars.x }}/24", gateway: "\${{ vars.x }}"}
`;

/** The diagnostics of the server for each text, requested together because the server is slow. */
let messages: ReadonlyMap<string, readonly string[]>;
beforeAll(async () => {
  await using editor = await startYamlEditor();
  const texts = [...mistakes.map(([, text]) => text), ...[...good, ...bad].map(({text}) => text), references];
  const answers = texts.map(async text => [text, await editor.mistakes(text)] as const);
  messages = new Map(await Promise.all(answers));
});

describe('an error in an editor', () => {
  test.each(mistakes)('is marked once: %s', (_name, text, marked) =>
    expect(messages.get(text)).toEqual(marked),
  );

  test.each(mistakes)('is also an error for `bottle check`: %s', (_name, text) => {
    expect(load('/w/bottle.yaml', text, {vars: {}, env: {}, kinds})).toHaveProperty('diagnostics');
  });
});

describe('editors and `bottle check`', () => {
  test.each(good)('accept $name', ({text}) => expect(messages.get(text)).toEqual([]));
  test.each(bad)('reject $name', ({text}) => expect(messages.get(text)).not.toEqual([]));
});

test('references are allowed in values of any format', () => expect(messages.get(references)).toEqual([]));
