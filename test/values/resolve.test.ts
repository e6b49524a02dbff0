import {expect, test} from 'vitest';
import {evaluateCondition, parseCondition} from '../../src/values/condition.ts';
import {values} from '../../src/values/resolve.ts';

const known: Readonly<Record<string, string>> = {'vars.a': 'A', 'vars.b': '${{ vars.a }}', 'vars.no': 'no'};
const source = {lookup: (path: readonly string[]) => known[path.join('.')]};
const after = ([, task]: readonly string[]) => `‹after ${task}›`;

test.each([
  ['text', 'text'],
  ['<${{ vars.a }}${{ vars.a }}>', '<AA>'],
  ['$${{ vars.a }}', '${{ vars.a }}'],
  // References in a value are not resolved.
  ['${{ vars.b }}', '${{ vars.a }}'],
  ["${{ vars.no && 'x' }}", 'no'],
  ['${{ tasks.db.pid }}:80', '‹after db›:80'],
  ["${{ vars.no || tasks.db.pid == '1' }}", '‹after db›'],
])('%s is resolved to %s', (text, resolved) => {
  expect(values(source, after).text(text)).toBe(resolved);
});

test('a command is resolved as a script and as a list', () => {
  const resolved = values(source, after);
  expect(resolved.command('x ${{ tasks.db.pid }}')).toEqual({
    form: 'shell',
    script: 'x "${BOTTLE_VALUE_1}"',
    values: {BOTTLE_VALUE_1: '‹after db›'},
  });
  expect(resolved.command(['x', '${{ vars.a }} ${{ tasks.db.pid }}'])).toEqual({
    form: 'argv',
    argv: ['x', 'A ‹after db›'],
  });
});

test('an unknown value is a bug by default', () => {
  expect(() => values(source).text('${{ tasks.db.pid }}')).toThrow('unknown reference tasks.db.pid');
});

test('an unchecked reference is a bug', () => {
  expect(() => values(source).text('${{ }}')).toThrow('unchecked string');
  expect(() => values(source).command('${{ }}')).toThrow('unchecked script');
  expect(() => values(source).command("'${{ vars.a }}'")).toThrow('unchecked script');
  expect(() => parseCondition('x')).toThrow('unchecked condition');
});

test.each([
  ['${{ vars.a }}', true],
  [' ${{ vars.no }}\n', false],
  ["${{ vars.a == 'A' }}", true],
  ['${{ tasks.db.pid }}', {unknown: ['tasks', 'db', 'pid']}],
  ['${{ vars.no && tasks.db.pid }}', false],
])('the condition %s is %s', (text, holds) => {
  expect(evaluateCondition(parseCondition(text), source)).toEqual(holds);
});
