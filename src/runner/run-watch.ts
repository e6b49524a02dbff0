import {closure, reversed, type Graph} from '../graph/graph.ts';
import {badEnd} from '../lifecycle/task-state.ts';
import type {Task} from '../model/launch-file.ts';
import {graphOf} from '../plan/planned-tasks.ts';
import {isWatching, watchedGlobs, type WatchMode} from '../plan/watched.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {TaskTable} from './task-table.ts';

/** The effects of watched files on a run. */
export interface RunWatch {
  readonly mode: WatchMode;
  /** Whether any task restarts when files change. */
  readonly isOn: boolean;
  /** Whether a change may fix a failure of the task. If so, the failure is reported, and the run continues. */
  mayFix(task: TaskName): boolean;
  /** Whether the task or one of its dependencies has failed and waits for a change to fix it. */
  awaitsChange(task: TaskName): boolean;
  /** Called when all tasks have come up. */
  cameUp(): void;
  /** Whether the result of a repeated task is still being compared, to decide whether its dependents restart. */
  readonly isComparing: boolean;
  compare(work: Promise<void>): Promise<void>;
}

export interface RunWatchOptions {
  readonly tasks: ReadonlyMap<TaskName, Task>;
  readonly table: Pick<TaskTable, 'stateOf'>;
  readonly until: TaskName | undefined;
  readonly mode: WatchMode;
  readonly detached: boolean;
}

/**
 * With `--watch` on a terminal, the user can fix failures, even at the first start. Otherwise (if only the file has `watch`, or in a
 * detached run) all tasks must come up once first, or else a CI job or the caller would wait for a change that never comes.
 */
export function createRunWatch({tasks, table, until, mode, detached}: RunWatchOptions): RunWatch {
  let comparisons = 0;
  let isPatient = mode === 'all' && !detached;
  let known = factsOf(tasks, mode, until);
  /** Computed again when tasks join the run. */
  const facts = (): Facts => {
    if (known.count !== tasks.size) known = factsOf(tasks, mode, until);
    return known;
  };
  const mayFix = (task: TaskName): boolean => isPatient && facts().fixable.has(task);
  return {
    ...{mode, mayFix},
    get isOn() {
      return facts().isOn;
    },
    awaitsChange: task =>
      facts().isOn &&
      [...closure(facts().graph, [task])].some(
        name => mayFix(name) && badEnd(table.stateOf(name))?.status === 'failed',
      ),
    cameUp: () => void (isPatient = true),
    get isComparing() {
      return comparisons > 0;
    },
    async compare(work) {
      comparisons++;
      await work.finally(() => comparisons--);
    },
  };
}

interface Facts {
  /** The number of tasks. */
  readonly count: number;
  readonly graph: Graph<TaskName>;
  readonly isOn: boolean;
  readonly fixable: ReadonlySet<TaskName>;
}

function factsOf(tasks: ReadonlyMap<TaskName, Task>, mode: WatchMode, until: TaskName | undefined): Facts {
  const isOn = isWatching(tasks, mode);
  const fixable = isOn ? fixableTasks(tasks, mode, until) : new Set<TaskName>();
  return {count: tasks.size, graph: graphOf(tasks), isOn, fixable};
}

/**
 * The tasks that restart when files change, and their dependents. Excludes the `until` task and interactive tasks, because their end
 * ends the run.
 */
function fixableTasks(
  tasks: ReadonlyMap<TaskName, Task>,
  mode: WatchMode,
  until: TaskName | undefined,
): ReadonlySet<TaskName> {
  const watched = [...tasks.values()].filter(task => watchedGlobs(task, mode).length > 0);
  const all = closure(
    reversed(graphOf(tasks)),
    watched.map(({name}) => name),
  );
  return new Set([...all].filter(name => name !== until && !tasks.get(name)?.isInteractive()));
}
