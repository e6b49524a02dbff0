import type {Owner} from '../../src/state/owner.ts';
import type {RunId, TaskName} from '../../src/vocabulary/ids.ts';

/** An owner on boot `b1` in pid namespace `n1`, with changes from `facts`. */
export function ownerWith(facts: Partial<Owner> = {}): Owner {
  const run = '20261122-143015-k3f9' as RunId;
  const task = 'address' as TaskName;
  return {
    run,
    file: '/work/bottle.yaml',
    task,
    pid: 4711,
    startTime: '99',
    bootId: 'b1',
    pidNamespace: 'n1',
    ...facts,
  };
}
