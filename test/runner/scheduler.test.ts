import {describe, expect, test} from 'vitest';
import {BrokenNeed, createScheduler, type Need, type Standing} from '../../src/runner/scheduler.ts';
import {randomGraph} from '../support/random-graph.ts';

type State = 'waiting' | 'met' | 'lost';

const standing = (state: State): Standing =>
  (({waiting: 'open', met: 'met', lost: 'broken'}) as const)[state];
const need = (node: string): Need<string, State> => ({node, standing});
const never = new AbortController().signal;

describe('followed needs', () => {
  test('are met once all of them are, and not before', async () => {
    const {scheduler, isMet} = rigOf(['db', 'cache']);
    scheduler.setState('db', 'met');
    expect(await isMet()).toBe(false);
    scheduler.setState('cache', 'met');
    expect(await isMet()).toBe(true);
  });

  test('are met when there are none, or all were met before', async () => {
    expect(await rigOf([]).isMet()).toBe(true);
    const scheduler = createScheduler<string, State>('met');
    await scheduler.follow([need('db')]).untilMet(never);
  });

  test('must be met at the same moment', async () => {
    const {scheduler, isMet, needs} = rigOf(['db', 'cache']);
    scheduler.setState('db', 'met');
    scheduler.setState('db', 'waiting');
    scheduler.setState('cache', 'met');
    expect(await isMet()).toBe(false);
    expect(needs.unmet()).toEqual(['db']);
    scheduler.setState('db', 'met');
    expect(await isMet()).toBe(true);
  });

  test('may mean different things to different nodes', async () => {
    const scheduler = createScheduler<string, State>('waiting');
    scheduler.setState('db', 'lost');
    await scheduler.follow([{node: 'db', standing: () => 'met'}]).untilMet(never);
    expect(scheduler.follow([need('db')]).broken.aborted).toBe(true);
  });

  test('break as soon as one of them can never be met, before or after they were met', async () => {
    const {scheduler, needs, isMet} = rigOf(['db', 'cache']);
    for (const node of ['db', 'cache']) scheduler.setState(node, 'met');
    expect(await isMet()).toBe(true);
    expect(needs.broken.aborted).toBe(false);
    scheduler.setState('cache', 'lost');
    expect(needs.broken.reason).toEqual(new BrokenNeed('cache'));
  });

  test('are followed no more once closed', () => {
    const {scheduler, needs} = rigOf(['db']);
    needs.close();
    scheduler.setState('db', 'lost');
    expect(needs.broken.aborted).toBe(false);
  });

  test('are given up with the reason of the signal', async () => {
    const {needs} = rigOf(['db']);
    await expect(needs.untilMet(AbortSignal.abort('enough'))).rejects.toBe('enough');
    const stop = new AbortController();
    const waiting = needs.untilMet(stop.signal);
    stop.abort('stopped');
    await expect(waiting).rejects.toBe('stopped');
  });
});

test('every node of random graphs is executed once, after its needs', async () => {
  for (let seed = 1; seed <= 25; seed++) {
    const graph = randomGraph({seed, nodes: 40, needs: 3});
    const scheduler = createScheduler<string, State>('waiting');
    const done: string[] = [];
    await Promise.all(
      [...graph].map(async ([node, needs]) => {
        await scheduler.follow(needs.map(need)).untilMet(never);
        expect(done).toEqual(expect.arrayContaining([...needs]));
        done.push(node);
        scheduler.setState(node, 'met');
      }),
    );
    expect(done.toSorted()).toEqual([...graph.keys()].toSorted());
  }
});

function rigOf(names: readonly string[]) {
  const scheduler = createScheduler<string, State>('waiting');
  const needs = scheduler.follow(names.map(need));
  let met = false;
  void needs.untilMet(never).then(() => (met = true));
  const isMet = async (): Promise<boolean> => {
    await new Promise(resolve => setImmediate(resolve));
    return met;
  };
  return {scheduler, needs, isMet};
}
