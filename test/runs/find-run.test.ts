import {describe, expect, test} from 'vitest';
import {findRun, type RunQuery} from '../../src/runs/find-run.ts';
import type {KnownRun} from '../../src/runs/known-run.ts';
import {nameFor} from '../../src/runs/run-names.ts';
import type {RunId} from '../../src/vocabulary/ids.ts';

const FILE = '/work/shop/bottle.yaml';

/** A run whose name is that of the test, with an id of that number. */
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

describe('a run is called', () => {
  const live = aRun(10);
  const second = aRun(11, {name: 'shop-2'});
  const other = aRun(12, {name: 'web', file: '/work/web/bottle.yaml'});
  const runs = [live, second, other];

  test.each([
    ['its name, also if another one begins with it', 'shop', '10'],
    ['the start of its name', 'w', '12'],
    ['its id', second.id, '11'],
    ['the start of its id', '20261122-143012', '12'],
  ])('%s', (_, asked, expected) => {
    expect(chosen({asked}, runs)).toBe(expected);
  });

  test('not by the start of several', () => {
    expect(chosen({asked: 'sho'}, runs)).toEqual({why: 'ambiguous', asked: 'sho', runs: [live, second]});
    expect(chosen({asked: '2026'}, runs)).toMatchObject({why: 'ambiguous', runs});
  });

  test.each([
    ['an unknown name', 'hsop', 'shop'],
    ['nothing', '', undefined],
    ['something entirely different', 'database', undefined],
  ])('%s is no run', (_, asked, suggestion) => {
    expect(chosen({asked}, runs)).toEqual({why: 'no-such-run', asked, suggestion});
  });
});

describe('of several runs of one name', () => {
  const ended = aRun(10, {state: 'ended'});
  const dead = aRun(11, {state: 'dead'});
  const dead2 = aRun(12, {state: 'dead'});
  const live = aRun(13);

  test('the live one is meant, else the last dead one, else the last that has ended', () => {
    expect(chosen({asked: 'shop'}, [ended, dead, dead2, live])).toBe('13');
    expect(chosen({asked: 'sh'}, [live, ended])).toBe('13');
    expect(chosen({asked: 'shop'}, [ended, dead, dead2])).toBe('12');
    expect(chosen({asked: 'sh'}, [ended, aRun(11, {state: 'ended'})])).toBe('11');
    expect(chosen({}, [ended, dead, dead2])).toBe('12');
    // Without a name, also if they have different ones.
    expect(chosen({}, [ended, aRun(11, {state: 'ended', name: 'shop-2'})])).toBe('11');
  });

  test('each has its id', () => {
    expect(chosen({asked: dead.id}, [ended, dead, dead2, live])).toBe('11');
  });

  test('dead ones of different files are not the same', () => {
    const elsewhere = aRun(14, {state: 'dead', file: '/other/bottle.yaml'});
    expect(chosen({asked: 'shop'}, [dead, elsewhere])).toMatchObject({why: 'ambiguous'});
  });

  test('a state that the command cannot use is a problem of its own', () => {
    const query = {asked: 'shop', states: ['alive'] as const};
    expect(chosen(query, [ended, dead])).toEqual({why: 'wrong-state', run: dead});
  });
});

describe('without a name', () => {
  const live = aRun(10);
  const other = aRun(11, {name: 'other', file: '/work/other.yaml'});
  const launchFile = FILE;

  test('it is the run of the nearest launch file', () => {
    expect(chosen({launchFile}, [live, other])).toBe('10');
    expect(chosen({launchFile, cwd: '/work/shop/src/deep'}, [live, other])).toBe('10');
  });

  test('several live runs of it are listed', () => {
    const second = aRun(12, {name: 'shop-2'});
    expect(chosen({launchFile}, [live, second, other])).toEqual({
      ...{why: 'ambiguous', asked: undefined},
      runs: [live, second],
    });
  });

  test('a run of a launch file further up is not meant', () => {
    expect(chosen({launchFile}, [other])).toEqual({why: 'no-run-of-file', file: FILE});
  });

  test('a launch file that is gone, or has another name, is found by its run', () => {
    expect(chosen({cwd: '/work/shop/src'}, [live, other])).toBe('10');
    expect(chosen({cwd: '/work/docs'}, [live, other])).toBe('11');
    expect(chosen({launchFile: '/work/bottle.yaml', cwd: '/work/shop/src'}, [live, other])).toBe('10');
  });

  test('nor a launch file, the live runs are listed', () => {
    const dead = aRun(12, {state: 'dead'});
    expect(chosen({cwd: '/elsewhere'}, [live, other, dead])).toEqual({why: 'no-file', live: [live, other]});
  });
});

describe('a new run is called', () => {
  test('what its launch is called, with a number if a live run is', () => {
    expect(nameFor({launch: 'shop'}, [])).toBe('shop');
    expect(nameFor({launch: 'shop'}, [aRun(10, {state: 'dead'}), aRun(11, {state: 'ended'})])).toBe('shop');
    expect(nameFor({launch: 'shop'}, [aRun(10), aRun(11, {name: 'shop-3'})])).toBe('shop-2');
    expect(nameFor({launch: 'shop'}, [aRun(10), aRun(11, {name: 'shop-2'})])).toBe('shop-3');
  });

  test('what was asked for, unless a live run is', () => {
    expect(nameFor({launch: 'shop', asked: 'mine'}, [aRun(10)])).toBe('mine');
    expect(nameFor({launch: 'x', asked: 'shop'}, [aRun(10, {state: 'dead'})])).toBe('shop');
    const failure = {reason: 'name-taken', name: 'shop', run: aRun(10).id, file: FILE};
    expect(() => nameFor({launch: 'x', asked: 'shop'}, [aRun(10)])).toThrow(
      expect.objectContaining({failure}) as Error,
    );
  });
});
