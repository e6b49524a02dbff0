import {closure, restricted, reversed, totals, type Graph} from '../graph/graph.ts';
import type {DownContext, Kind, Leftover} from '../tasks/kind.ts';
import {taskMark} from '../processes/task-mark.ts';
import {stopMarked} from '../tasks/host/stop-marked.ts';
import type {Outside} from '../tasks/services.ts';
import type {RunEventBody} from '../vocabulary/event.ts';
import type {ValueSource} from '../values/value-source.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {orGivenUp} from './or-given-up.ts';
import {createScheduler, type Standing} from './scheduler.ts';
import type {StopBudget} from './stop-budget.ts';
import type {TaskJournal} from './task-journal.ts';

/** Inputs of a teardown, for a run of this process and for the recovery of a dead one. */
export interface Teardown {
  /** The run whose things they are. */
  readonly run: DownContext['run'];
  /** Who needed whom when it came up. */
  readonly graph: Graph<TaskName>;
  readonly kindOf: (task: TaskName) => Kind;
  readonly journal: TaskJournal;
  readonly outside: Outside;
  /** The environment that this bottle was started in. */
  readonly env: Readonly<Record<string, string>>;
  /** What references read, for a run of this process. */
  readonly scope?: ValueSource;
  readonly budget: Pick<StopBudget, 'force' | 'expired' | 'share'>;
  readonly emit: (event: RunEventBody) => void;
}

/**
 * Takes down what the journal says was made, in reverse order of needs, in parallel where nothing ties. What could not
 * be removed does not keep the rest from being removed; it is returned, and stays in the journal.
 */
export async function takeDown(teardown: Teardown): Promise<readonly Leftover[]> {
  const leftovers: Leftover[] = [];
  const scheduler = createScheduler<TaskName, DownState>('up');
  const stop = async ([task, dependents]: readonly [TaskName, readonly TaskName[]]): Promise<void> => {
    await scheduler.follow(dependents.map(node => ({node, standing: isOver}))).untilMet();
    const isStillUsed = dependents.some(node => scheduler.stateOf(node) === 'used');
    const left = await takeTaskDown(task, {...teardown, isStillUsed});
    leftovers.push(...left);
    scheduler.setState(task, isStillUsed || left.length > 0 ? 'used' : 'down');
  };
  await Promise.all([...reversed(teardown.graph)].map(stop));
  const {force: hurry, expired} = teardown.budget;
  leftovers.push(...(await stopMarked({...teardown, hurry, expired})));
  return leftovers;
}

/** `used`: it left something behind, or what needs it did, directly or not. */
type DownState = 'up' | 'down' | 'used';

function isOver(state: DownState): Standing {
  return state === 'up' ? 'open' : 'met';
}

/** Takes down what one task made. Never rejects: what fails is left over. */
export async function takeTaskDown(
  task: TaskName,
  {isStillUsed = false, ...teardown}: Teardown & Partial<Pick<DownContext, 'isStillUsed'>>,
): Promise<readonly Leftover[]> {
  const {journal, emit, outside, budget} = teardown;
  const made = journal.made(task);
  if (made.length === 0) return [];
  const share = budget.share(() => levelsFrom(task, teardown));
  const startedAt = outside.clock.now();
  emit({type: 'task-stopping', task});
  let told = '';
  const report = (doing: string): void => {
    if (doing !== told) emit({type: 'task-stop-progressed', task, doing});
    told = doing;
  };
  try {
    const context = {
      ...downContext(task, teardown),
      hurry: share.force,
      hurriesAt: share.endsAt,
      expired: share.expired,
      isStillUsed,
      report,
    };
    const down = teardown.kindOf(task).down(made, context);
    const leftovers = await orGivenUp(down, share, outside.clock);
    if (leftovers.length > 0) return leftBehind(task, leftovers, emit);
    await journal.removed(task);
    emit({type: 'task-stopped', task, elapsedMs: outside.clock.now() - startedAt});
    return [];
  } catch (error) {
    const what = `what task ${task} created (${(error as Error).message})`;
    return leftBehind(task, [{what, command: 'bottle down'}], emit);
  } finally {
    share.end();
  }
}

function downContext(
  task: TaskName,
  {run, journal, outside, env, scope, emit}: Teardown,
): Omit<DownContext, 'hurry' | 'expired' | 'isStillUsed' | 'report'> {
  return {
    ...{task, run, outside},
    env: {...env, ...taskMark({run: run.id, task})},
    ...(scope && {scope}),
    record: async made => await journal.record(task, made),
    forget: async made => await journal.forget(task, made),
    warn: warning => emit({type: 'task-warned', task, warning}),
  };
}

/** How many tasks that have made something must stop one after another, from `task` on. */
function levelsFrom(task: TaskName, {graph, journal}: Pick<Teardown, 'graph' | 'journal'>): number {
  const after = closure(graph, [task]);
  const levels = totals(
    restricted(graph, name => after.has(name)),
    name => (journal.made(name).length > 0 ? 1 : 0),
  );
  return levels.get(task) ?? 1;
}

function leftBehind(
  task: TaskName,
  leftovers: readonly Leftover[],
  emit: Teardown['emit'],
): readonly Leftover[] {
  emit({type: 'task-left-behind', task, leftovers});
  return leftovers;
}
