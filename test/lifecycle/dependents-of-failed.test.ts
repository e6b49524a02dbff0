import {expect, test} from 'vitest';
import {dependentsOfFailed} from '../../src/lifecycle/dependents-of-failed.ts';
import type {Need} from '../../src/lifecycle/task-graph.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';

const name = (text: string) => text as TaskName;
const need = (to: string, condition: Need['condition'] = 'ready'): Need => ({to: name(to), condition});

const needs = new Map<TaskName, readonly Need[]>([
  [name('bad'), []],
  [name('child'), [need('bad', 'started')]],
  [name('grandchild'), [need('child')]],
  [name('cleanup'), [need('grandchild', 'ended'), need('other')]],
  [name('report'), [need('cleanup')]],
  [name('other'), []],
]);

test.each([
  {failed: [], all: []},
  {failed: ['bad'], all: ['bad', 'child', 'grandchild']},
  {failed: ['other'], all: ['cleanup', 'other', 'report']},
])(
  'the dependents of $failed are found through others, but not through the need of an end',
  ({failed, all}) => {
    expect([...dependentsOfFailed(failed.map(name), needs)].sort()).toEqual(all);
  },
);
