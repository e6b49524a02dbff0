import {describe, expect, test} from 'vitest';
import {evaluate} from '../../src/values/evaluate.ts';
import {referencesIn} from '../../src/values/expression.ts';
import {parseExpression} from '../../src/values/expression-parser.ts';
import {scope} from '../../src/values/scope.ts';

const source = scope({
  ...{vars: {}, secrets: {}, file: {dir: '/work'}, outputs: () => undefined},
  env: {FULL: 'text', FALSY: 'false', EMPTY: ''},
  host: {os: 'linux', arch: 'x64', cpus: '2', uid: '0', gid: '0'},
});

/** The columns of https://docs.docker.com/reference/compose-file/interpolation/ */
describe('the functions match the operators of Compose', () => {
  test.each([
    ['default', {FULL: 'text', FALSY: 'false', EMPTY: 'other', UNSET: 'other'}],
    ['default_unset', {FULL: 'text', FALSY: 'false', EMPTY: '', UNSET: 'other'}],
    ['alternative', {FULL: 'other', FALSY: 'other', EMPTY: '', UNSET: ''}],
    ['alternative_set', {FULL: 'other', FALSY: 'other', EMPTY: 'other', UNSET: ''}],
    ['required', {FULL: 'text', FALSY: 'false', EMPTY: undefined, UNSET: undefined}],
    ['required_set', {FULL: 'text', FALSY: 'false', EMPTY: '', UNSET: undefined}],
  ])('%s', (name, expected) => {
    const values = Object.keys(expected).map(variable => {
      const value = evaluate(parsed(`${name}(env.${variable}, 'other')`), source);
      return [variable, typeof value === 'string' ? value : undefined];
    });
    expect(Object.fromEntries(values)).toEqual(expected);
  });
});

test.each([
  [`default(env.UNSET, default(env.EMPTY, 'last'))`, 'last'],
  [`concat('http://', env.FULL, ':80')`, 'http://text:80'],
  [`concat('one')`, 'one'],
  [`default(env.FULL, tasks.unknown.out)`, 'text'],
  [`alternative(env.EMPTY, tasks.unknown.out)`, ''],
  [`required(env.FULL, tasks.unknown.out)`, 'text'],
  [`!default(env.UNSET, 'false')`, 'true'],
  [`default(env.UNSET || env.EMPTY, 'a') == 'a' && 'yes'`, 'yes'],
])('%s is "%s"', (text, value) => {
  expect(evaluate(parsed(text), source)).toBe(value);
});

test('a required variable without a value fails with its message', () => {
  const value = evaluate(parsed(`required(env.EMPTY, concat('set ', env.FULL))`), source);
  expect(value).toMatchObject({missing: 'set text', reference: {path: ['env', 'EMPTY']}});
});

test('an unknown value makes the result unknown', () => {
  expect(evaluate(parsed(`concat('a', tasks.b.c)`), source)).toEqual({unknown: ['tasks', 'b', 'c']});
});

test('references in all operands are found', () => {
  const paths = referencesIn(parsed(`default(env.A, concat(env.B, tasks.c.d))`)).map(({path}) =>
    path.join('.'),
  );
  expect(paths).toEqual(['env.A', 'env.B', 'tasks.c.d']);
});

describe('errors', () => {
  test.each([
    [`defualt(env.A, 'b')`, 'unknown function `defualt`, did you mean `default`?'],
    [
      `zzz()`,
      'unknown function `zzz`; write `default`, `default_unset`, `required`, `required_set`, `alternative`, `alternative_set` or `concat`',
    ],
    [`default(env.A)`, '`default` takes 2 operands, found 1; write `default(a, b)`'],
    [`default(env.A, 'b', 'c')`, '`default` takes 2 operands, found 3; write `default(a, b)`'],
    [
      `required(vars.a, 'b')`,
      "`required` takes an environment variable first, as in `required(env.X, 'message')`",
    ],
    [
      `default_unset('a', 'b')`,
      '`default_unset` takes an environment variable first, as in `default_unset(env.X, b)`',
    ],
    [`concat()`, 'expected a reference or a string, found `)`'],
    [`concat('a'`, '`(` is not closed'],
    [`concat('a' 'b')`, "expected `,` or `)`, found the string 'b'"],
    [`'a', 'b'`, 'expected an operator, found `,`'],
  ])('%s', (text, message) => {
    expect(parseExpression(text, 0, text.length)).toMatchObject({message});
  });
});

function parsed(text: string) {
  const expression = parseExpression(text, 0, text.length);
  if ('message' in expression) throw new Error(expression.message);
  return expression;
}
