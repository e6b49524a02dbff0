import {describe, expect, test} from 'vitest';
import type {Graph} from '../../src/plan/graph.ts';
import {schedule} from '../../src/runner/scheduler.ts';
import {randomGraph} from '../support/random-graph.ts';

describe('schedule', () => {
  test('begins a node as soon as all it needs is met, and not before', async () => {
    const rig = startRig({web: ['db', 'cache'], db: [], cache: [], tests: ['web']});
    expect(rig.begun).toEqual(['db', 'cache']);
    await rig.end('db', 'met');
    expect(rig.begun).toEqual(['db', 'cache']);
    await rig.end('cache', 'met');
    expect(rig.begun).toEqual(['db', 'cache', 'web']);
    await rig.end('web', 'met');
    await rig.end('tests', 'met');
    await rig.finished;
    expect(rig.cancelled).toEqual([]);
  });

  test('gives a need that several share to all of them at once', async () => {
    const rig = startRig({shared: [], a: ['shared'], b: ['shared'], c: ['shared']});
    await rig.end('shared', 'met');
    expect(rig.begun).toEqual(['shared', 'a', 'b', 'c']);
    await rig.endAll();
  });

  test('has at most `jobs` under way, the ones with the longest chain behind them first', async () => {
    const rig = startRig({single: [], head: [], tail: ['head'], end: ['tail']}, {jobs: 1});
    expect(rig.begun).toEqual(['head']);
    await rig.end('head', 'met');
    expect(rig.begun).toEqual(['head', 'tail']);
    await rig.end('tail', 'met');
    expect(rig.begun).toEqual(['head', 'tail', 'single']);
    await rig.endAll();
  });

  test('cancels what needs an unmet node, directly or not, and goes on with the rest', async () => {
    const rig = startRig({bad: [], child: ['bad'], grandchild: ['child'], other: [], last: ['other']});
    await rig.end('bad', 'unmet');
    expect(rig.cancelled).toEqual(['child because of bad', 'grandchild because of child']);
    await rig.end('other', 'met');
    expect(rig.begun).toEqual(['bad', 'other', 'last']);
    await rig.end('last', 'met');
    await rig.finished;
  });

  test('begins nothing more once the signal fires, and settles when what is under way has ended', async () => {
    const rig = startRig({a: [], b: ['a'], c: [], d: []}, {jobs: 2});
    rig.stop.abort();
    await rig.end('a', 'met');
    await rig.end('c', 'unmet');
    await rig.finished;
    expect(rig.begun).toEqual(['a', 'c']);
    expect(rig.cancelled.sort()).toEqual(['b', 'd']);
  });

  test('begins nothing at all when the signal has fired before', async () => {
    const rig = startRig({a: [], b: ['a']}, {aborted: true});
    await rig.finished;
    expect(rig.begun).toEqual([]);
    expect(rig.cancelled).toEqual(['a', 'b']);
  });

  test('settles for an empty graph', async () => {
    await startRig({}).finished;
  });

  test.each([1, 2, 3, 64])(
    'performs every node of random graphs once, after its needs, with %i jobs',
    async jobs => {
      for (let seed = 1; seed <= 25; seed++) {
        const graph = randomGraph({seed, nodes: 40, needs: 3});
        const done: string[] = [];
        let underWay = 0;
        await schedule({
          graph,
          jobs,
          signal: new AbortController().signal,
          perform: async node => {
            underWay++;
            expect(underWay).toBeLessThanOrEqual(jobs);
            for (const need of graph.get(node) ?? []) expect(done).toContain(need);
            await Promise.resolve();
            underWay--;
            done.push(node);
            return 'met';
          },
          cancel: node => expect.unreachable(`${node} was cancelled`),
        });
        expect([...done].sort()).toEqual([...graph.keys()].sort());
      }
    },
  );
});

function startRig(needs: Readonly<Record<string, readonly string[]>>, {jobs = 64, aborted = false} = {}) {
  const graph: Graph<string> = new Map(Object.entries(needs));
  const ends = new Map<string, (ending: 'met' | 'unmet') => void>();
  const begun: string[] = [];
  const cancelled: string[] = [];
  const stop = new AbortController();
  if (aborted) stop.abort();
  const finished = schedule({
    graph,
    jobs,
    signal: stop.signal,
    perform: async node => {
      begun.push(node);
      return await new Promise(resolve => ends.set(node, resolve));
    },
    cancel: (node, because) =>
      void cancelled.push(because === undefined ? node : `${node} because of ${because}`),
  });
  const settle = async (): Promise<void> => await new Promise(resolve => setImmediate(resolve));
  const end = async (node: string, ending: 'met' | 'unmet'): Promise<void> => {
    ends.get(node)?.(ending);
    ends.delete(node);
    await settle();
  };
  const endAll = async (): Promise<void> => {
    while (ends.size > 0) for (const node of [...ends.keys()]) await end(node, 'met');
    await finished;
  };
  return {begun, cancelled, stop, finished, end, endAll};
}
