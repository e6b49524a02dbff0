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
])('$needs', ({needs, messages}) => {
  expect(checkCycles(graph(needs)).map(({message}) => message)).toEqual(messages);
});

test('the first edge is pointed at, and the last one too', () => {
  const [diagnostic] = checkCycles(graph({a: 'b', b: 'c', c: 'a'}));
  expect(diagnostic).toMatchObject({
    place: {file: 'a b'},
    also: {message: '`c` needs `a` here', place: {file: 'c a'}},
  });
});

test('a chain may be long', () => {
  const names = Array.from({length: 50_000}, (_, index) => `t${index}`);
  const needs = Object.fromEntries(names.map((name, index) => [name, names[index + 1] ?? 't0']));
  expect(checkCycles(graph(needs))).toHaveLength(1);
});

/** Each edge's place has the edge for its file. */
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
