import {reversed, type Graph} from '../plan/graph.ts';
import type {DownContext, Kind, Leftover} from '../tasks/kind.ts';
import {stopMarked} from '../tasks/stop-marked.ts';
import type {Outside} from '../tasks/outside.ts';
import type {RunEventBody} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {schedule} from './scheduler.ts';
import type {TaskJournal} from './task-journal.ts';

/** What a teardown needs; a run of this process and a dead one are taken down alike. */
export interface Teardown {
  /** The run whose things they are. */
  readonly run: DownContext['run'];
  /** Who needed whom when it came up. */
  readonly graph: Graph<TaskName>;
  readonly kindOf: (task: TaskName) => Kind;
  readonly journal: TaskJournal;
  readonly outside: Outside;
  /** Fires when grace periods shall be skipped. */
  readonly hurry: AbortSignal;
  readonly emit: (event: RunEventBody) => void;
}

/**
 * Takes down what the journal says was made, in reverse order of needs, in parallel where nothing ties. What could not
 * be removed does not keep the rest from being removed; it is returned, and stays in the journal.
 */
export async function takeDown(teardown: Teardown): Promise<readonly Leftover[]> {
  const leftovers: Leftover[] = [];
  const dependents = reversed(teardown.graph);
  // Tasks that left something behind, and what they needed, directly or not.
  const stillUsed = new Set<TaskName>();
  await schedule({
    graph: dependents,
    jobs: Infinity,
    signal: new AbortController().signal,
    perform: async task => {
      const isStillUsed = (dependents.get(task) ?? []).some(each => stillUsed.has(each));
      const left = await takeTaskDown(task, {...teardown, isStillUsed});
      if (isStillUsed || left.length > 0) stillUsed.add(task);
      leftovers.push(...left);
      return 'met';
    },
    cancel: () => undefined,
  });
  leftovers.push(...(await stopMarked(teardown)));
  return leftovers;
}

/** Takes down what one task made. Never rejects: what fails is left over. */
export async function takeTaskDown(
  task: TaskName,
  {isStillUsed = false, ...teardown}: Omit<Teardown, 'graph'> & Partial<Pick<DownContext, 'isStillUsed'>>,
): Promise<readonly Leftover[]> {
  const {journal, emit, outside, hurry, run} = teardown;
  const made = journal.made(task);
  if (made.length === 0) return [];
  const startedAt = outside.clock.now();
  emit({type: 'task-stopping', task});
  let told = '';
  const report = (doing: string): void => {
    if (doing !== told) emit({type: 'task-stop-progressed', task, doing});
    told = doing;
  };
  try {
    const warn = (warning: string): void => emit({type: 'task-warned', task, warning});
    const context: DownContext = {task, run, isStillUsed, hurry, outside, report, warn};
    const leftovers = await teardown.kindOf(task).down(made, context);
    if (leftovers.length > 0) return leftBehind(task, leftovers, emit);
    await journal.removed(task);
    emit({type: 'task-stopped', task, elapsedMs: outside.clock.now() - startedAt});
    return [];
  } catch (error) {
    const what = `what task ${task} made (${(error as Error).message})`;
    return leftBehind(task, [{what, command: 'bottle run'}], emit);
  }
}

function leftBehind(
  task: TaskName,
  leftovers: readonly Leftover[],
  emit: Teardown['emit'],
): readonly Leftover[] {
  emit({type: 'task-left-behind', task, leftovers});
  return leftovers;
}
