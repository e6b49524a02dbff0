import {expect, test} from 'vitest';
import {asError, codeOf, hasCode, messageOf, reasonOf, syscallOf} from '../../src/vocabulary/caught-error.ts';

const refused = Object.assign(new Error('it is\n  refused'), {code: 'EACCES', syscall: 'open'});

test('a system error has its code, call, message and reason', () => {
  expect([codeOf(refused), syscallOf(refused), messageOf(refused), reasonOf(refused)]).toEqual([
    'EACCES',
    'open',
    'it is\n  refused',
    'it is refused',
  ]);
  expect([hasCode(refused, 'ENOENT', 'EACCES'), hasCode(refused, 'ENOENT')]).toEqual([true, false]);
  expect(asError(refused)).toBe(refused);
});

test.each([
  [undefined, 'undefined'],
  [null, 'null'],
  ['a string', 'a string'],
  [{code: 7}, '[object Object]'],
])('the thrown value %j has a message and no code', (thrown, message) => {
  expect([codeOf(thrown), syscallOf(thrown)]).toEqual([undefined, undefined]);
  expect(hasCode(thrown, 'ENOENT')).toBe(false);
  expect(messageOf(thrown)).toBe(message);
  expect(asError(thrown)).toBeInstanceOf(Error);
});
