import type {RunId, TaskName} from '../vocabulary/ids.ts';
import {viewOf, type NamespaceView, type NumberedProcess} from './namespace-view.ts';
import {childrenIn, markedIn, mayBeMarked, numbersIn, pidsIn} from './process-index.ts';
import {bootAndNamespace, type Here, type ProcessPlace} from './process-identity.ts';
import {readProcess, readProcessTable, readYoungerProcesses, type ProcessTable} from './process-table.ts';
import {type SeenProcess} from './seen-process.ts';
import {isOnlyProcessIn, processesInCgroup} from './task-cgroup.ts';
import {markIn} from './task-mark.ts';
import {distrustCount} from './younger-processes.ts';

/** A process that a task started, as recorded in the journal. */
export interface StartedProcess extends ProcessPlace {
  /** Whether it leads its own session and process group. */
  readonly group: boolean;
  /** The path of its own cgroup, if it has one. */
  readonly cgroup?: string;
}

/** The task of a process. */
export interface ProcessOwner {
  readonly run: RunId;
  readonly task: TaskName;
  /**
   * The wall clock time at which the run was last seen alive, in milliseconds; `Infinity` for a run of this process, `undefined` if
   * unknown.
   */
  readonly lastSeen: number | undefined;
}

/** The live processes of a task: the one that it started, and its descendants. */
export interface TaskProcesses {
  /** The process and the members of its group. */
  readonly members: readonly SeenProcess[];
  /** Descendants that have left the group. */
  readonly others: readonly SeenProcess[];
  /** Members of a group with the same id that cannot be proven to belong to the task. */
  readonly strangers: readonly SeenProcess[];
  /** Whether there may be more processes in a pid namespace that cannot be seen from here. */
  readonly isHidden: boolean;
  /** Whether the process is in its cgroup, and therefore all of its descendants too. */
  readonly isContained: boolean;
}

/** Finds only the process and the members of its group. This is cheaper, for callers that wait for the group to end. */
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
 * Finds the processes of a task. Processes that have left its group are found by parentage, session, environment mark, and cgroup if
 * it has one. Parentage works only while the parents are alive, so call this before the first signal. The mark alone would miss
 * programs that overwrite or replace their environment. Parentage alone would miss processes whose parent has exited.
 *
 * Systems without /proc show no sessions, marks or cgroups, so only the group and its descendants are found there.
 */
export async function findTaskProcesses(
  started: StartedProcess,
  owner: ProcessOwner,
): Promise<TaskProcesses> {
  // Read the cgroup first, so that all of its processes are in the table.
  const inCgroup = started.cgroup === undefined ? [] : await processesInCgroup(started.cgroup);
  const here = await bootAndNamespace();
  const leader = isAlone(started, inCgroup) ? leaderIn(started, here) : undefined;
  if (leader) return {...NOTHING, members: [leader], isContained: true};
  return taskProcessesIn(await tableWith(started, owner, here), here, {started, owner, inCgroup});
}

/**
 * Whether a process whose end has not been reported to this bottle, which started it, is the only one in its cgroup. Then it is alive and
 * has no descendants: a cgroup has no foreign processes, so its pid has not been reused.
 */
export function isKnownToBeAlone({pid, cgroup}: StartedProcess): boolean {
  return cgroup !== undefined && isOnlyProcessIn(cgroup, pid);
}

/** A table with all processes of a task. Those of this process's own run are younger than it. */
async function tableWith(
  started: StartedProcess,
  {lastSeen}: ProcessOwner,
  here: Here,
): Promise<ProcessTable> {
  if (lastSeen !== Infinity) return await readProcessTable();
  const table = await readYoungerProcesses();
  if (pidsIn(table).has(started.pid) || !leaderIn(started, here)) return table;
  // Pids have wrapped around unnoticed.
  distrustCount();
  return await readProcessTable();
}

/** Whether a process has no descendants, because it is the only one in its cgroup. Then no process table is needed. */
function isAlone({pid}: StartedProcess, inCgroup: readonly number[]): boolean {
  return inCgroup.length === 1 && inCgroup[0] === pid;
}

/** The process itself, if it is alive and its pid is valid here. */
function leaderIn(
  {pid, startTime, bootId, pidNamespace}: StartedProcess,
  here: Here,
): SeenProcess | undefined {
  if (bootId !== here.bootId || pidNamespace !== here.pidNamespace) return undefined;
  const seen = readProcess(pid);
  return seen?.startTime === startTime ? seen : undefined;
}

/** The processes of a task in a process table, as seen from `here`. */
export function taskProcessesIn(
  table: ProcessTable,
  here: Here,
  {started, owner, inCgroup = []}: Sought,
): TaskProcesses {
  // No process survives a reboot, even if its pid is in use again.
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
 * The processes of a task in a process table, as seen from `here`: the group members of those it started, then their descendants and
 * marked processes. If it started none, only marked processes and their descendants.
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

/** The processes marked with a run, or with one task of it. */
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

/** A process, and the task in its mark. */
export interface MarkedProcess extends SeenProcess {
  readonly task: TaskName;
}

interface Proof {
  readonly owner: ProcessOwner;
  readonly table: ProcessTable;
}

/**
 * The members of the group and session led by `started`. If it has exited, its pid proves nothing, because it may have been reused.
 * But a pid is not reused while a group or session has it as its id, so if one member is proven to belong to the run, all members do.
 */
function provenMembers(started: StartedProcess, view: NamespaceView, proof: Proof) {
  const {byPid, byGroup, bySession} = numbersIn(view);
  const bearers = byPid.get(started.pid) ?? [];
  const leader = bearers.find(({startTime}) => startTime === started.startTime);
  if (!started.group) return {members: leader ? [leader] : [], session: [], strangers: []};
  const members = byGroup.get(started.pid) ?? [];
  const session = bySession.get(started.pid) ?? [];
  // Another process has the pid, so the group ended before that process started.
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

/** The processes and their descendants, without those that are meant to outlive the run. */
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
