import type {RunId, TaskName} from '../vocabulary/ids.ts';
import {viewOf, type NamespaceView, type NumberedProcess} from './namespace-view.ts';
import {childrenIn, markedIn, mayBeMarked, numbersIn, pidsIn} from './process-index.ts';
import {bootAndNamespace, type Here, type ProcessPlace} from './process-identity.ts';
import {readProcessTable, readYoungerProcesses, type ProcessTable} from './process-table.ts';
import {type SeenProcess} from './seen-process.ts';
import {processesInCgroup} from './task-cgroup.ts';
import {markIn} from './task-mark.ts';

/** The process that a task started, as its journal describes it. */
export interface StartedProcess extends ProcessPlace {
  /** Whether it leads a session and a process group of its own. */
  readonly group: boolean;
  /** Its cgroup, if it has one of its own. */
  readonly cgroup?: string;
}

/** The task of a process. */
export interface ProcessOwner {
  readonly run: RunId;
  readonly task: TaskName;
  /**
   * When the run was last seen alive, by the wall clock in milliseconds; `Infinity` for a run of this process, and
   * `undefined` if it cannot be determined.
   */
  readonly lastSeen: number | undefined;
}

/** The living processes of a task: the one that it started, and its descendants. */
export interface TaskProcesses {
  /** The process and the members of its group. */
  readonly members: readonly SeenProcess[];
  /** Descendants that have left the group. */
  readonly others: readonly SeenProcess[];
  /** Members of a group that has the number, but cannot be shown to be the task's. */
  readonly strangers: readonly SeenProcess[];
  /** Whether there may be more, in a pid namespace that cannot be seen from here. */
  readonly isHidden: boolean;
  /** Whether its cgroup contains the process, and thus all of its descendants. */
  readonly isContained: boolean;
}

/** Finds only the process and the members of its group: cheaper, for those who wait for their end. */
export async function findMembers(
  started: StartedProcess,
  owner: ProcessOwner,
): Promise<readonly SeenProcess[]> {
  const here = await bootAndNamespace();
  if (started.bootId !== here.bootId) return [];
  const table = await readProcessTable();
  return provenMembers(started, viewOf(table, started.pidNamespace, here), {owner, table}).members;
}

const NOTHING: TaskProcesses = {members: [], others: [], strangers: [], isHidden: false, isContained: false};

/**
 * Finds the processes of a task: its group, then, for those that have left it, by parentage as long as the parents live
 * (so it must be called before the first signal), by session, by the mark in the environment, and by cgroup if it has one. The mark alone would miss
 * programs that overwrite or replace their environment; parentage alone would miss those whose parent is gone.
 *
 * On systems without /proc only the group is found.
 */
export async function findTaskProcesses(
  started: StartedProcess,
  owner: ProcessOwner,
): Promise<TaskProcesses> {
  // Before the table, so that all of them are in it.
  const inCgroup = started.cgroup === undefined ? [] : await processesInCgroup(started.cgroup);
  return taskProcessesIn(await readProcessTable(), await bootAndNamespace(), {started, owner, inCgroup});
}

/** The processes of a task in a reading of the process table, as seen from `here`. */
export function taskProcessesIn(
  table: ProcessTable,
  here: Here,
  {started, owner, inCgroup = []}: Sought,
): TaskProcesses {
  // No process outlives a boot, even if its pid is in use again.
  if (started.bootId !== here.bootId) return NOTHING;
  const view = viewOf(table, started.pidNamespace, here);
  const {members, session, strangers} = provenMembers(started, view, {owner, table});
  const byPid = pidsIn(table);
  const ofCgroup = inCgroup.flatMap(pid => byPid.get(pid) ?? []);
  const roots = [...members, ...session, ...markedIn(table, owner), ...ofCgroup];
  const family = withDescendants(roots, owner, table);
  const own = new Set(members.map(({pid}) => pid));
  return {
    members,
    others: family.filter(({pid}) => !own.has(pid)),
    strangers,
    isHidden: !view.isWhole,
    isContained: inCgroup.includes(started.pid),
  };
}

interface Sought {
  readonly started: StartedProcess;
  readonly owner: ProcessOwner;
  /** The processes in its cgroup. */
  readonly inCgroup?: readonly number[];
}

/**
 * The processes of a task in a reading of the process table, as it is seen from `here`: those it started, with their
 * descendants, then those that carry its mark, whatever became of the ones between.
 */
export function processesOfTask(
  table: ProcessTable,
  here: Here,
  {started, owner}: {readonly started: readonly StartedProcess[]; readonly owner: ProcessOwner},
): readonly SeenProcess[] {
  const found = started.map(each => taskProcessesIn(table, here, {started: each, owner}));
  return [
    ...found.flatMap(({members}) => members),
    ...found.flatMap(({others}) => others),
    ...(found.length === 0 ? withDescendants(markedIn(table, owner), owner, table) : []),
  ];
}

/** The processes of a run that carry its mark, whatever started them; those of one task if it is given. */
export async function findMarkedProcesses(
  {id, lastSeen}: {readonly id: RunId} & Pick<ProcessOwner, 'lastSeen'>,
  task?: TaskName,
): Promise<readonly MarkedProcess[]> {
  const table = lastSeen === Infinity ? await readYoungerProcesses() : await readProcessTable();
  return mayBeMarked(table, lastSeen).flatMap(each => {
    const mark = markIn(table.environmentOf(each.pid), id);
    const isOther = mark === undefined || mark === 'detached' || (task !== undefined && mark.task !== task);
    return isOther || each.pid === process.pid ? [] : [{...each, task: mark.task}];
  });
}

/** A process and the task whose mark it carries. */
export interface MarkedProcess extends SeenProcess {
  readonly task: TaskName;
}

interface Proof {
  readonly owner: ProcessOwner;
  readonly table: ProcessTable;
}

/**
 * The members of the group and session that `started` led. If it is gone, its number alone proves nothing: it may have been
 * given away since. A number is not given away while a group or session bears it, so one member that is proven to be of the
 * run proves all.
 */
function provenMembers(started: StartedProcess, view: NamespaceView, proof: Proof) {
  const {byPid, byGroup, bySession} = numbersIn(view);
  const bearers = byPid.get(started.pid) ?? [];
  const leader = bearers.find(({startTime}) => startTime === started.startTime);
  if (!started.group) return {members: leader ? [leader] : [], session: [], strangers: []};
  const members = byGroup.get(started.pid) ?? [];
  const session = bySession.get(started.pid) ?? [];
  // Another process has the number, so the group had ended before that.
  if (bearers.length > 0 && !leader) return {members: [], session: [], strangers: []};
  const isProven = leader !== undefined || [...members, ...session].some(each => isOfRun(each, proof));
  return isProven ? {members, session, strangers: []} : {members: [], session: [], strangers: members};
}

function isOfRun({pid, startedAt}: NumberedProcess, {owner, table}: Proof): boolean {
  const {run, lastSeen} = owner;
  return (
    (lastSeen !== undefined && startedAt < lastSeen) || markIn(table.environmentOf(pid), run) !== undefined
  );
}

/** The processes and all that descend from them, without those that are meant to outlive the run. */
function withDescendants(
  roots: readonly SeenProcess[],
  {run}: ProcessOwner,
  table: ProcessTable,
): readonly SeenProcess[] {
  const children = childrenIn(table);
  const found = new Map<number, SeenProcess>();
  const visit = (each: SeenProcess): void => {
    const isDetached = markIn(table.environmentOf(each.pid), run) === 'detached';
    if (found.has(each.pid) || each.pid === process.pid || isDetached) return;
    found.set(each.pid, each);
    for (const child of children.get(each.pid) ?? []) visit(child);
  };
  for (const root of roots) visit(root);
  return [...found.values()];
}
