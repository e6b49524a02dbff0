import {kept} from '../vocabulary/kept.ts';
import type {RunId, TaskName} from '../vocabulary/ids.ts';
import type {NamespaceView, NumberedProcess} from './namespace-view.ts';
import type {ProcessTable} from './process-table.ts';
import type {SeenProcess} from './seen-process.ts';
import {markIn, type TaskOfRun} from './task-mark.ts';

/*
 * One reading of the process table is asked about by each of hundreds of tasks as they stop. Each of these goes through the
 * processes once for all of them.
 */

/** The processes in a table by their pids. */
export const pidsIn = kept(({processes}: ProcessTable) => new Map(processes.map(each => [each.pid, each])));

/** The processes in a table by their parents. */
export const childrenIn = kept(({processes}: ProcessTable) => grouped(processes, ({parent}) => parent));

/** The processes of a pid namespace by their numbers in it. */
export const numbersIn = kept(({processes}: NamespaceView): NumberIndex => ({
  byPid: grouped(processes, ({inside}) => inside.pid),
  byGroup: grouped(processes, ({inside}) => inside.group),
  bySession: grouped(processes, ({inside}) => inside.session),
}));

export interface NumberIndex {
  readonly byPid: Grouped<number, NumberedProcess>;
  readonly byGroup: Grouped<number, NumberedProcess>;
  readonly bySession: Grouped<number, NumberedProcess>;
}

/** The processes that carry the mark of a task, in the order of the table. */
export function markedIn(table: ProcessTable, {run, task, lastSeen}: MarkedTask): readonly SeenProcess[] {
  const runs = marksIn(table);
  const tasks =
    runs.get(run) ?? grouped(mayBeMarked(table, lastSeen), ({pid}) => markedTask(table, pid, run));
  runs.set(run, tasks);
  return tasks.get(task) ?? [];
}

interface MarkedTask extends TaskOfRun {
  /** See `ProcessOwner`. */
  readonly lastSeen: number | undefined;
}

/**
 * The processes whose environment may have the mark of a run. It costs more to read than all else of them, and what started before
 * this process cannot be of a run of it.
 */
export function mayBeMarked({processes}: ProcessTable, lastSeen: number | undefined): readonly SeenProcess[] {
  const own = lastSeen === Infinity ? processes.find(({pid}) => pid === process.pid) : undefined;
  return own ? processes.filter(({startTime}) => Number(startTime) >= Number(own.startTime)) : processes;
}

const marksIn = kept<ProcessTable, Map<RunId, Grouped<TaskName | undefined, SeenProcess>>>(() => new Map());

function markedTask(table: ProcessTable, pid: number, run: RunId): TaskName | undefined {
  const mark = markIn(table.environmentOf(pid), run);
  return mark === undefined || mark === 'detached' ? undefined : mark.task;
}

type Grouped<Key, Item> = ReadonlyMap<Key, readonly Item[]>;

function grouped<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key): Grouped<Key, Item> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
