import {expect, test} from 'vitest';
import {load} from '../../src/config/load.ts';
import {fakeKinds} from './fake-kinds.ts';

test.each([
  ['invalid-yaml', 'tasks: [', {}],
  ['wrong-shape', 'tasks: {a: {runs: x}}', {}],
  ['wrong-need', 'tasks: {a: {run: x, needs: [b]}}', {}],
  ['wrong-need', 'until: b\ntasks: {a: {run: x}}', {}],
  ['wrong-reference', 'tasks: {a: {run: "${{ vars.v }}"}}', {}],
  ['wrong-reference', 'env: {A: "${{ vars.v }}"}\ntasks: {a: {run: x}}', {}],
  ['wrong-probe', 'tasks: {a: {run: x, ready: {notify: {}}}}', {}],
  ['wrong-value', 'tasks: {a: {alias: {pool: 127.0.0.2-127.0.0.3}}}', {}],
  ['cycle', 'tasks: {a: {run: x, needs: [a]}}', {}],
  ['unknown-variable', 'tasks: {a: {run: x}}', {v: '1'}],
])('reports an error of the rule `%s`: %s', (rule, text, vars) => {
  const loaded = load('/work/bottle.yaml', text, {vars, env: {}, kinds: fakeKinds});
  expect(loaded).toMatchObject({diagnostics: [{severity: 'error', rule}]});
});
