import {describe, expect, test} from 'vitest';
import {findRun, type RunQuery} from '../../src/runs/find-run.ts';
import type {KnownRun} from '../../src/runs/known-run.ts';
import {nameFor} from '../../src/runs/run-names.ts';
import type {RunId} from '../../src/vocabulary/ids.ts';

const FILE = '/work/shop/bottle.yaml';

/** A run with this number in its id. By default it is a live run named `shop`. */
function aRun(number: number, facts: Partial<KnownRun> = {}): KnownRun {
  const id = `20261122-1430${number}-k3f9` as RunId;
  const dir = `/state/runs/${id}`;
  return {
    ...{id, dir, name: 'shop', state: 'alive', file: FILE},
    found: {id, dir, state: 'alive'},
    ...facts,
  };
}

function chosen(query: Partial<RunQuery>, runs: readonly KnownRun[]) {
  const all = ['alive', 'dead', 'ended'] as const;
  const choice = findRun(
    {asked: undefined, cwd: '/work/shop', launchFile: undefined, states: all, ...query},
    runs,
  );
  return 'run' in choice ? choice.run.id.slice(13, 15) : choice.problem;
}

describe('a run is found', () => {
  const live = aRun(10);
  const second = aRun(11, {name: 'shop-2'});
  const other = aRun(12, {name: 'web', file: '/work/web/bottle.yaml'});
  const runs = [live, second, other];

  test.each([
    ['by its name, even if another name begins with it', 'shop', '10'],
    ['by a prefix of its name', 'w', '12'],
    ['by its id', second.id, '11'],
    ['by a prefix of its id', '20261122-143012', '12'],
  ])('%s', (_, asked, expected) => {
    expect(chosen({asked}, runs)).toBe(expected);
  });

  test('not by an ambiguous prefix', () => {
    expect(chosen({asked: 'sho'}, runs)).toEqual({why: 'ambiguous', asked: 'sho', runs: [live, second]});
    expect(chosen({asked: '2026'}, runs)).toMatchObject({why: 'ambiguous', runs});
  });

  test.each([
    ['an unknown name', 'hsop', 'shop'],
    ['nothing', '', undefined],
    ['an unrelated name', 'database', undefined],
  ])('not by %s', (_, asked, suggestion) => {
    expect(chosen({asked}, runs)).toEqual({why: 'no-such-run', asked, suggestion});
  });
});

describe('several runs with the same name', () => {
  const ended = aRun(10, {state: 'ended'});
  const dead = aRun(11, {state: 'dead'});
  const dead2 = aRun(12, {state: 'dead'});
  const live = aRun(13);

  test('are searched for the live one, then the last dead one, then the last ended one', () => {
    expect(chosen({asked: 'shop'}, [ended, dead, dead2, live])).toBe('13');
    expect(chosen({asked: 'sh'}, [live, ended])).toBe('13');
    expect(chosen({asked: 'shop'}, [ended, dead, dead2])).toBe('12');
    expect(chosen({asked: 'sh'}, [ended, aRun(11, {state: 'ended'})])).toBe('11');
    expect(chosen({}, [ended, dead, dead2])).toBe('12');
    // Without a name, even if their names differ.
    expect(chosen({}, [ended, aRun(11, {state: 'ended', name: 'shop-2'})])).toBe('11');
  });

  test('can be selected by id', () => {
    expect(chosen({asked: dead.id}, [ended, dead, dead2, live])).toBe('11');
  });

  test('are ambiguous if dead ones have different files', () => {
    const elsewhere = aRun(14, {state: 'dead', file: '/other/bottle.yaml'});
    expect(chosen({asked: 'shop'}, [dead, elsewhere])).toMatchObject({why: 'ambiguous'});
  });

  test('are reported if the command cannot use their state', () => {
    const query = {asked: 'shop', states: ['alive'] as const};
    expect(chosen(query, [ended, dead])).toEqual({why: 'wrong-state', run: dead});
  });
});

describe('without a name', () => {
  const live = aRun(10);
  const other = aRun(11, {name: 'other', file: '/work/other.yaml'});
  const launchFile = FILE;

  test('the run of the nearest launch file is selected', () => {
    expect(chosen({launchFile}, [live, other])).toBe('10');
    expect(chosen({launchFile, cwd: '/work/shop/src/deep'}, [live, other])).toBe('10');
  });

  test('several live runs of the nearest launch file are listed', () => {
    const second = aRun(12, {name: 'shop-2'});
    expect(chosen({launchFile}, [live, second, other])).toEqual({
      ...{why: 'ambiguous', asked: undefined},
      runs: [live, second],
    });
  });

  test('a run of a launch file further up is not selected', () => {
    expect(chosen({launchFile}, [other])).toEqual({why: 'no-run-of-file', file: FILE});
  });

  test('a run is found in its folder even if its launch file is gone or has another name', () => {
    expect(chosen({cwd: '/work/shop/src'}, [live, other])).toBe('10');
    expect(chosen({cwd: '/work/docs'}, [live, other])).toBe('11');
    expect(chosen({launchFile: '/work/bottle.yaml', cwd: '/work/shop/src'}, [live, other])).toBe('10');
  });

  test('live runs are listed if there is no launch file', () => {
    const dead = aRun(12, {state: 'dead'});
    expect(chosen({cwd: '/elsewhere'}, [live, other, dead])).toEqual({why: 'no-file', live: [live, other]});
  });
});

describe('a new run is named', () => {
  test('like its launch file, with a number if a live run has this name', () => {
    expect(nameFor({launch: 'shop'}, [])).toBe('shop');
    expect(nameFor({launch: 'shop'}, [aRun(10, {state: 'dead'}), aRun(11, {state: 'ended'})])).toBe('shop');
    expect(nameFor({launch: 'shop'}, [aRun(10), aRun(11, {name: 'shop-3'})])).toBe('shop-2');
    expect(nameFor({launch: 'shop'}, [aRun(10), aRun(11, {name: 'shop-2'})])).toBe('shop-3');
  });

  test('as requested, unless a live run has this name', () => {
    expect(nameFor({launch: 'shop', asked: 'mine'}, [aRun(10)])).toBe('mine');
    expect(nameFor({launch: 'x', asked: 'shop'}, [aRun(10, {state: 'dead'})])).toBe('shop');
    const failure = {reason: 'name-taken', name: 'shop', run: aRun(10).id, file: FILE};
    expect(() => nameFor({launch: 'x', asked: 'shop'}, [aRun(10)])).toThrow(
      expect.objectContaining({failure}) as Error,
    );
  });
});
