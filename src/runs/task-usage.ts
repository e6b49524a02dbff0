import type {Here} from '../processes/process-identity.ts';
import type {ProcessTable} from '../processes/process-table.ts';
import type {SeenProcess} from '../processes/seen-process.ts';
import {taskIn} from '../processes/task-mark.ts';
import type {RunId, TaskName} from '../vocabulary/ids.ts';
import type {ProcessRecord} from '../vocabulary/journal-record.ts';

/** A host process that a task started. */
export interface TaskProcess {
  readonly run: RunId;
  readonly task: TaskName;
  readonly record: ProcessRecord;
}

/** Resource usage of a task's processes. */
export interface Usage {
  /** Wall-clock start time of the oldest process. */
  readonly startedAt: number;
  /** CPU time since then. */
  readonly cpuMs: number;
  readonly memoryBytes: number;
}

/** The processes of tasks in one process table. */
export interface SeenTasks {
  /** The live process of a record; `undefined` if it is gone, `null` if it is in another pid namespace. */
  leaderOf(record: ProcessRecord): SeenProcess | undefined | null;
  /** Total usage of a task's processes, including ended children; `undefined` if the task has no processes. */
  usageOf(run: RunId, task: TaskName): Usage | undefined;
}

/**
 * Attributes processes to tasks in one pass: by an ancestor, session or group that the task started, and orphans by the mark in their
 * environment. Only for statistics; a teardown requires stronger proof (task-processes.ts).
 */
export function seeTasks(table: ProcessTable, started: readonly TaskProcess[], here: Here): SeenTasks {
  const byPid = new Map(table.processes.map(each => [each.pid, each]));
  const isVisible = ({bootId, pidNamespace}: ProcessRecord): boolean =>
    bootId === here.bootId && pidNamespace === here.pidNamespace;
  const leaderOf = (record: ProcessRecord): SeenProcess | undefined | null => {
    if (record.bootId !== here.bootId) return undefined;
    if (!isVisible(record)) return null;
    const found = byPid.get(record.pid);
    return found?.startTime === record.startTime ? found : undefined;
  };
  const roots = new Map(
    started.filter(({record}) => leaderOf(record)).map(each => [each.record.pid, keyOf(each.run, each.task)]),
  );
  const owners = new Map<number, string | undefined>();
  const usages = new Map<string, Usage>();
  for (const each of table.processes) {
    const owner = ownerOf(each);
    if (owner !== undefined) usages.set(owner, sum(usages.get(owner), each));
  }
  return {leaderOf, usageOf: (run, task) => usages.get(keyOf(run, task))};

  function ownerOf(each: SeenProcess): string | undefined {
    if (owners.has(each.pid)) return owners.get(each.pid);
    // The table may contain a cycle if processes ended while it was read.
    owners.set(each.pid, undefined);
    const parent = byPid.get(each.parent);
    const own = roots.get(each.pid) ?? roots.get(each.group) ?? roots.get(each.session);
    const found =
      own ?? (parent ? ownerOf(parent) : undefined) ?? (isLeft(each, parent) ? marked(each.pid) : undefined);
    owners.set(each.pid, found);
    return found;
  }

  function marked(pid: number): string | undefined {
    const mark = started.length > 0 ? taskIn(table.environmentOf(pid)) : undefined;
    return mark && keyOf(mark.run, mark.task);
  }
}

/** Whether the parent of a process has ended, so that init or the user's service manager has adopted the process. */
function isLeft(each: SeenProcess, parent: SeenProcess | undefined): boolean {
  return each.parent <= 1 || parent === undefined || parent.name === 'systemd';
}

function keyOf(run: RunId, task: TaskName): string {
  return `${run} ${task}`;
}

function sum(before: Usage | undefined, {startedAt, cpuMs, memoryBytes}: SeenProcess): Usage {
  if (!before) return {startedAt, cpuMs, memoryBytes};
  return {
    startedAt: Math.min(before.startedAt, startedAt),
    cpuMs: before.cpuMs + cpuMs,
    memoryBytes: before.memoryBytes + memoryBytes,
  };
}
