import {expect, test} from 'vitest';
import {checkCycles} from '../../src/config/analysis/cycles.ts';
import type {Edge} from '../../src/model/launch-file.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';

const circle = 'dependency cycle: ';

test.each<{needs: Record<string, string>; messages: readonly string[]}>([
  {needs: {a: '', b: 'a', c: 'a b'}, messages: []},
  {needs: {a: 'a'}, messages: ['task `a` needs itself']},
  {needs: {a: 'b', b: 'a'}, messages: [circle + '`a` → `b` → `a`']},
  {needs: {b: 'c', a: 'b', c: 'a'}, messages: [circle + '`b` → `c` → `a` → `b`']},
  {needs: {start: 'a', b: 'a', a: 'b'}, messages: [circle + '`b` → `a` → `b`']},
  {
    needs: {a: 'b', b: 'a', c: 'd', d: 'c a'},
    messages: [circle + '`a` → `b` → `a`', circle + '`c` → `d` → `c`'],
  },
  {needs: {a: 'b b', b: 'a a'}, messages: [circle + '`a` → `b` → `a`']},
  {needs: {a: 'b c', b: 'd', c: 'd', d: ''}, messages: []},
])('reports the cycles of $needs', ({needs, messages}) => {
  expect(checkCycles(graph(needs)).map(({message}) => message)).toEqual(messages);
});

test('points at the first and the last edge', () => {
  const [diagnostic] = checkCycles(graph({a: 'b', b: 'c', c: 'a'}));
  expect(diagnostic).toMatchObject({
    place: {file: 'a b'},
    also: {message: '`c` needs `a` here', place: {file: 'c a'}},
  });
});

test('finds a cycle in a long chain', () => {
  const names = Array.from({length: 50_000}, (_, index) => `t${index}`);
  const needs = Object.fromEntries(names.map((name, index) => [name, names[index + 1] ?? 't0']));
  expect(checkCycles(graph(needs))).toHaveLength(1);
});

/** Each edge has its own text as the file name of its place. */
function graph(needs: Record<string, string>): ReadonlyMap<string, readonly Edge[]> {
  const edge = (from: string, to: string): Edge => ({
    to: to as TaskName,
    condition: 'ready',
    origin: 'needs',
    label: 'needs',
    key: 'needs[0]',
    place: {file: `${from} ${to}`, start: 0, end: 1},
  });
  return new Map(
    Object.entries(needs).map(([from, to]) => [
      from,
      to
        .split(' ')
        .filter(Boolean)
        .map(name => edge(from, name)),
    ]),
  );
}
