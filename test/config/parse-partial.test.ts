import {expect, test} from 'vitest';
import {parsePartial} from '../../src/config/parse-partial.ts';
import {fakeKinds} from './fake-kinds.ts';

test.each([
  ['a valid file', 'tasks: {db: {serve: x}, web: {run: x}}', ['db', 'web']],
  [
    'a file with an unclosed list',
    'tasks:\n  db: {serve: x}\n  web:\n    run: x\n    needs: [db',
    ['db', 'web'],
  ],
  ['a file with an undefined anchor', 'tasks: {db: {serve: x}, web: *later}', ['db', 'web']],
  ['a file with an alias inside its own anchor', 'tasks: {db: &db {serve: *db}}', ['db']],
  ['a file with a key without a colon', 'tasks:\n  db: {serve: x}\n  web\n', ['db', 'web']],
  ['a file indented with a tab', 'tasks:\n  db: {serve: x}\n\tweb: {run: x}\n', ['db']],
  ['a file with duplicate keys', 'tasks: {db: {serve: x}, db: {run: x}}', ['db']],
])('returns the tasks of %s', (_name, text, tasks) => {
  expect(tasksOf(text)).toEqual(tasks);
});

test.each([
  ['an empty file', ''],
  ['a string', 'tasks'],
  ['a list', '- tasks'],
  ['a file with too many repeated aliases', aliasesOfAliases()],
])('returns nothing for %s', (_name, text) => {
  expect(tasksOf(text)).toBeUndefined();
});

function tasksOf(text: string): readonly string[] | undefined {
  const file = parsePartial('/w/bottle.yaml', text, {kinds: fakeKinds, env: {}});
  return file && [...file.tasks.keys()];
}

function aliasesOfAliases(): string {
  const levels = ['x-0: &x0 [a]'];
  for (let level = 1; level < 9; level++) {
    levels.push(
      `x-${level}: &x${level} [${Array(9)
        .fill(`*x${level - 1}`)
        .join(', ')}]`,
    );
  }
  return `${levels.join('\n')}\ntasks: {a: {run: x}}\n`;
}
