import {closure, totals, type Graph} from '../graph/graph.ts';
import {taskMark} from '../processes/task-mark.ts';
import type {Kind} from '../tasks/kind.ts';
import type {DownContext} from '../tasks/task-context.ts';
import {whyLeft, type Leftover} from '../vocabulary/leftover.ts';
import type {Services} from '../tasks/services.ts';
import type {ValueSource} from '../values/value-source.ts';
import type {RunEventBody} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {orGivenUp} from './or-given-up.ts';
import type {StopBudget, StopShare} from './stop-budget.ts';
import type {TaskJournal} from './task-journal.ts';

/** Inputs of a removal, for a live run and for the recovery of a dead one. */
export interface RemovalContext {
  /** The run that created the resources. */
  readonly run: DownContext['run'];
  /** The dependencies of its tasks when it started. */
  readonly graph: Graph<TaskName>;
  readonly kindOf: (task: TaskName) => Kind;
  readonly journal: TaskJournal;
  readonly services: Services;
  /** The environment of this bottle process. */
  readonly env: Readonly<Record<string, string>>;
  /** The values of references, only for a live run. */
  readonly scope?: ValueSource;
  readonly budget: Pick<StopBudget, 'force' | 'expired' | 'share' | 'leastGraceMs'>;
  readonly emit: (event: RunEventBody) => void;
}

/** Removes the resources of a task that are in the journal. Returns the leftovers, which remain in the journal. Never rejects. */
export async function removeThings(
  task: TaskName,
  isStillUsed: boolean,
  context: RemovalContext,
): Promise<readonly Leftover[]> {
  const {journal, services} = context;
  try {
    const quick = quickDown(task, context);
    const askedAt = quick && services.clock.now();
    const leftovers = (await quick) ? [] : await down({task, isStillUsed, askedAt}, context);
    if (leftovers.length === 0) await journal.removed(task);
    return leftovers;
  } catch (error) {
    return [{what: `resources of \`${task}\``, why: whyLeft(error), command: 'bottle down'}];
  }
}

function quickDown(
  task: TaskName,
  {graph, journal, budget, kindOf, services}: RemovalContext,
): Promise<boolean> | undefined {
  const mostMs = budget.leastGraceMs(graph.size);
  return kindOf(task).quickDown?.(journal.made(task), {services, force: budget.force, mostMs});
}

interface OneRemoval extends Pick<DownContext, 'task' | 'isStillUsed'> {
  readonly askedAt: number | undefined;
}

async function down(one: OneRemoval, context: RemovalContext): Promise<readonly Leftover[]> {
  const {journal, budget, kindOf, services} = context;
  const {task} = one;
  const share = budget.share(() => levelsFrom(task, context), one.askedAt);
  try {
    const removal = kindOf(task).down(journal.made(task), downContext({...one, share}, context));
    return await orGivenUp(removal, share, services.clock);
  } finally {
    share.end();
  }
}

function downContext(
  {task, isStillUsed, askedAt, share}: OneRemoval & {readonly share: StopShare},
  {run, journal, services, env, scope, emit}: RemovalContext,
): DownContext {
  let last = '';
  return {
    ...{task, run, services, isStillUsed},
    ...(askedAt !== undefined && {askedAt}),
    ...{force: share.force, forcedAt: share.endsAt, expired: share.expired},
    ...(scope && {scope}),
    // Computed only for tasks that start commands, because otherwise each of hundreds of services would have a copy.
    get env() {
      return {...env, ...taskMark({run: run.id, task})};
    },
    record: async made => await journal.record(task, made),
    forget: async made => await journal.forget(task, made),
    warn: warning => emit({type: 'task-warned', task, warning}),
    report(doing) {
      if (doing !== last) emit({type: 'task-stop-progressed', task, doing});
      last = doing;
    },
  };
}

/** The number of tasks with resources that must stop one after another, starting with `task`. */
function levelsFrom(task: TaskName, {graph, journal}: Pick<RemovalContext, 'graph' | 'journal'>): number {
  const after = new Map([...closure(graph, [task])].map(name => [name, graph.get(name) ?? []]));
  const levels = totals(after, name => (journal.made(name).length > 0 ? 1 : 0));
  return levels.get(task) ?? 1;
}
