import {killForkersOf} from '../processes/forker-mark.ts';
import type {Leftover} from '../vocabulary/leftover.ts';
import {stopMarked} from '../tasks/host/stop-marked.ts';
import {afterOperation} from '../lifecycle/after-operation.ts';
import {stoppingTo} from '../lifecycle/next-state.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {createControlLoop} from './control-loop.ts';
import type {RemovalContext} from './remove-things.ts';
import {stopTask} from './stop-task.ts';
import {graphOfDeadRun} from '../lifecycle/task-graph.ts';
import type {Situation} from '../lifecycle/situation.ts';
import {leftoversOf} from '../lifecycle/task-state.ts';
import {createTaskTable, type TaskTable} from './task-table.ts';

/** The state of a dead run's task, known only from the journal. */
const lost = stoppingTo({status: 'stopped', cause: 'teardown', last: undefined, leftovers: []});

/**
 * Tears down a dead run, or a live run after a bug, using only its journal. Stops tasks in reverse dependency order, in parallel
 * where possible. Returns the leftovers, which remain in the journal.
 */
export async function tearDownFromJournal(context: RemovalContext): Promise<readonly Leftover[]> {
  const {graph, journal, services, emit, run} = context;
  // The forker of a live run is still needed for the commands of its teardown.
  if (run.lastSeen !== Infinity) await killForkersOf(run);
  const table = createTaskTable({
    states: new Map([...graph.keys()].map(task => [task, lost])),
    now: services.clock.now,
    emit,
  });
  const situation: Situation = {
    graph: graphOfDeadRun(graph),
    stateOf: table.stateOf,
    desiredOf: () => 'down',
    hasResources: task => journal.made(task).length > 0,
    causeOf: () => 'requested',
    isLeftAlone: () => false,
    reusesThings: () => false,
    reasonToSkip: () => undefined,
    ...{jobs: 0, mayHaveOrphans: false, holdsRemovals: false},
  };
  const loop = createControlLoop({
    situation: () => situation,
    execute(operation) {
      const {op, task} = operation;
      table.move(task, afterOperation(operation, table.stateOf(task)));
      return op === 'stop' ? stopTask(task, operation.isStillUsed, {...context, table}) : undefined;
    },
  });
  table.onMove(loop.moved);
  loop.wake();
  await loop.quiet();
  return await leftoversAfter(table, context);
}

/** Stops processes that the tasks left running. Returns all leftovers of the teardown. */
export async function leftoversAfter(
  table: TaskTable,
  {run, budget, services, emit}: Pick<RemovalContext, 'run' | 'budget' | 'services' | 'emit'>,
): Promise<readonly Leftover[]> {
  const leftovers = table.byLastMove().flatMap((task: TaskName) => leftoversOf(table.stateOf(task)));
  return [
    ...leftovers,
    ...(await stopMarked({run, services, emit, force: budget.force, expired: budget.expired})),
  ];
}
