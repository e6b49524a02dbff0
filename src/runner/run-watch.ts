import {closure, reversed, type Graph} from '../graph/graph.ts';
import {badEnd} from '../lifecycle/task-state.ts';
import type {Task} from '../model/launch-file.ts';
import {graphOf} from '../plan/planned-tasks.ts';
import {isWatching, watchedGlobs, type WatchMode} from '../plan/watched.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {TaskTable} from './task-table.ts';

/** Effects of watched files on a run. */
export interface RunWatch {
  readonly mode: WatchMode;
  /** Whether any task restarts after changes. */
  readonly isOn: boolean;
  /** Whether a change may fix a failure of the task: the failure is then reported, and the run continues. */
  mayFix(task: TaskName): boolean;
  /** Whether the task, or one that it needs, has failed until a change fixes it. */
  awaitsChange(task: TaskName): boolean;
  /** Called when all tasks have come up. */
  cameUp(): void;
  /** Whether it is not known yet whether dependents of a task that has run again have to follow. */
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
 * With `--watch` on a terminal, someone fixes what fails, even at the first start. A file that has `watch`, or a detached run, must
 * come up once: else a job in CI, or the caller, would wait for a change that never comes.
 */
export function createRunWatch({tasks, table, until, mode, detached}: RunWatchOptions): RunWatch {
  let comparisons = 0;
  let isPatient = mode === 'all' && !detached;
  let known = factsOf(tasks, mode, until);
  /** Tasks may join the run. */
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

/** Tasks that restart after changes, and all that need one; but the end of `until`, or of a command in the terminal, ends the run. */
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
