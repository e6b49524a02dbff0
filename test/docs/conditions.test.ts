import {readFile} from 'node:fs/promises';
import {expect, test} from 'vitest';
import {standings} from '../../src/lifecycle/standing.ts';
import type {TaskStatus} from '../../src/lifecycle/task-state.ts';
import type {NeedCondition} from '../../src/schema/common-task.ts';

const labels = {pending: 'waits', met: 'met', failed: 'cancelled'} as const;

/** The task states that each row of the table covers, in order. */
const rows: readonly (readonly TaskStatus[])[] = [
  ['waiting', 'starting'],
  ['running', 'probing'],
  ['ready', 'done', 'exited'],
  ['skipped'],
  ['restarting'],
  ['stopped'],
  ['failed'],
  ['cancelled'],
];

test('the table of conditions matches the runner', async () => {
  const page = await readFile(new URL('../../docs/launch-file.md', import.meta.url), 'utf8');
  const table = page.slice(page.indexOf('| the needed task |')).split('\n\n')[0] ?? '';
  const cells = table
    .split('\n')
    .slice(2)
    .map(line =>
      line
        .split('|')
        .slice(2, 5)
        .map(cell => cell.trim()),
    );
  const conditions: readonly NeedCondition[] = ['started', 'ready', 'ended'];
  for (const [at, states] of rows.entries()) {
    for (const state of states) {
      expect({state, cells: cells[at]}).toEqual({
        state,
        cells: conditions.map(condition => labels[standings[condition][state]]),
      });
    }
  }
  expect(cells).toHaveLength(rows.length);
});
