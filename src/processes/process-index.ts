import {kept} from '../vocabulary/kept.ts';
import type {RunId, TaskName} from '../vocabulary/ids.ts';
import type {NamespaceView, NumberedProcess} from './namespace-view.ts';
import type {ProcessTable} from './process-table.ts';
import type {SeenProcess} from './seen-process.ts';
import {markIn, type TaskOfRun} from './task-mark.ts';

/*
 * When hundreds of tasks stop, each looks up its processes in the same table. These indexes are built once per table and shared by
 * all tasks.
 */

/** The processes of a table by pid. */
export const pidsIn = kept(({processes}: ProcessTable) => new Map(processes.map(each => [each.pid, each])));

/** The processes of a table by parent pid. */
export const childrenIn = kept(({processes}: ProcessTable) => grouped(processes, ({parent}) => parent));

/** The processes of a pid namespace by their ids in it. */
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

/** The processes marked with a task, in table order. */
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
 * The processes that may have the mark of a run in their environment. Environments are the most expensive part to read. Processes
 * older than this one cannot belong to its own runs.
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
