import {expect, test} from 'vitest';
import {COMMAND_NAMES} from '../../src/cli/commands/names.ts';
import {closest} from '../../src/vocabulary/suggest.ts';

const words = [
  ...[
    'run',
    'serve',
    'wait',
    'alias',
    'certificate',
    'machine',
    'image',
    'needs',
    'env',
    'env_file',
    'ready',
  ],
  ...['timeout', 'attempt_timeout', 'on_exit', 'tags', 'retry', 'restart', 'sources', 'outputs', 'grace'],
  ...['read_only', 'stop', 'cap_add', 'vars'],
];

test.each([
  // A letter is missing, added, replaced, or swapped with the next one.
  ['rnu', 'run'],
  ['rum', 'run'],
  ['RUN', 'run'],
  ['sevre', 'serve'],
  ['serv', 'serve'],
  ['timout', 'timeout'],
  ['iamge', 'image'],
  ['mage', 'image'],
  ['mahcine', 'machine'],
  ['retyr', 'retry'],
  ['redy', 'ready'],
  ['ru', 'run'],
  // Two or three, in longer words.
  ['tiemot', 'timeout'],
  ['certifcat', 'certificate'],
  ['ceritifacte', 'certificate'],
  // Singular and plural.
  ['need', 'needs'],
  ['nead', 'needs'],
  ['ned', 'needs'],
  ['source', 'sources'],
  ['souce', 'sources'],
  ['tag', 'tags'],
  ['retries', 'retry'],
  ['variables', 'vars'],
  // Other ways to write it.
  ['attemptTimeout', 'attempt_timeout'],
  ['onExit', 'on_exit'],
  ['ON-EXIT', 'on_exit'],
  ['cert', 'certificate'],
  ['environment', 'env'],
  ['server', 'serve'],
  ['exit', 'on_exit'],
  ['file', 'env_file'],
  // Other words.
  ['frobnicate', undefined],
  ['cwd', undefined],
  ['trace', undefined],
  ['top', undefined],
  ['bun', undefined],
  ['add', undefined],
  ['graph', undefined],
  ['services', 'serve'],
  ['r', undefined],
  ['s', undefined],
  ['', undefined],
])('for %j the suggestion is %j', (word, meant) => {
  expect(closest(word, words)).toBe(meant);
});

test.each([
  ['rnu', 'run'],
  ['stpo', 'stop'],
  ['log', 'logs'],
  ['tmeline', 'timeline'],
  ['docter', 'doctor'],
  ['atach', 'attach'],
  ['wiat', 'wait'],
  ['dwon', 'down'],
  ['output', 'outputs'],
  ['list', undefined],
  ['kill', undefined],
  ['status', undefined],
  ['exit', undefined],
  ['login', undefined],
  ['top', undefined],
  ['p', undefined],
])('for the command %j the suggestion is %j', (word, meant) => {
  expect(closest(word, COMMAND_NAMES)).toBe(meant);
});

test.each([
  ['bd', ['web', 'db'], 'db'],
  ['a', ['b'], undefined],
  ['ab', ['ac', 'ad'], 'ac'],
  ['web', [], undefined],
  ['wbe', ['db', 'web'], 'web'],
  ['databse', ['db', 'database'], 'database'],
  ['web-1', ['web1', 'web2'], 'web1'],
  ['db', ['web', 'shop-db'], 'shop-db'],
  ['v', ['a-v'], 'a-v'],
  ['db-main', ['web', 'shop-db-main'], 'shop-db-main'],
  ['shop-db', ['web', 'db'], 'db'],
])('for %j among %j the suggestion is %j', (word, candidates, meant) => {
  expect(closest(word, candidates)).toBe(meant);
});

test('a similar word takes precedence over one with the same prefix', () => {
  expect(closest('port', ['portable', 'prot'])).toBe('prot');
});
