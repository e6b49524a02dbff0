import {expect, test} from 'vitest';
import {diagnosticText} from '../../src/cli/text/diagnostic-text.ts';
import {load} from '../../src/config/load.ts';
import {fakeKinds} from './fake-kinds.ts';
import {badNames} from './mistakes-table.ts';

test.each(badNames)('$name', ({file, vars = {}, messages}) => {
  const text = file.join('\n');
  const loaded = load('/work/bottle.yaml', text, {vars, env: {HOME: '/root'}, kinds: fakeKinds});
  const diagnostics = 'launch' in loaded ? [] : loaded.diagnostics;
  const rendered = diagnosticText(diagnostics, () => text, {color: false, cwd: '/work'});
  expect(rendered.trimEnd().split('\n')).toEqual(messages);
});

test.each([
  ['a task', 'needs: [bd]', 'bd', 'db'],
  ['a task in a reference', 'env: {A: "${{ tasks.bd.pid }}"}', 'bd', 'db'],
  ['an output', 'env: {A: "${{ tasks.db.log.prt }}"}', 'log.prt', 'log.port'],
  ['a variable', 'env: {A: "${{ vars.agnt }}"}', 'agnt', 'agent'],
  ['a key of the run', 'env: {A: "${{ run.nmae }}"}', 'nmae', 'name'],
  ['a namespace', 'env: {A: "${{ task.db.pid }}"}', 'task', 'tasks'],
])('suggests a replacement for a misspelled name: %s', (_what, key, found, suggestion) => {
  const text = `vars: {agent: x}
tasks:
  db: {serve: x, ready: {log: '(?<port>.)'}}
  web: {serve: x, ${key}}
`;
  const loaded = load('/work/bottle.yaml', text, {vars: {}, env: {}, kinds: fakeKinds});
  if ('launch' in loaded) throw new Error('expected a mistake');
  expect(loaded.diagnostics).toMatchObject([{suggestion}]);
  const {start = 0, end = 0} = loaded.diagnostics[0]?.place ?? {};
  expect(text.slice(start, end)).toBe(found);
});
