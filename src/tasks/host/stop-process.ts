import {groupIsAlive} from '../../processes/process-group.ts';
import {bootAndNamespace, isSame} from '../../processes/process-identity.ts';
import type {OwnProcess} from '../../processes/process-ends.ts';
import {raceAbort} from '../../processes/race-abort.ts';
import type {SeenProcess} from '../../processes/seen-process.ts';
import {sendSignal} from '../../processes/send-signal.ts';
import {removeCgroup, removeIfEmpty} from '../../processes/task-cgroup.ts';
import {
  findMembers,
  findTaskProcesses,
  type ProcessOwner,
  type TaskProcesses,
} from '../../processes/task-processes.ts';
import type {MadeRecord, ProcessRecord} from '../../vocabulary/journal-record.ts';
import {askToStop, type Stopping} from './ask-to-stop.ts';
import {targetOf} from '../../processes/process-record.ts';
import type {DownContext} from '../task-context.ts';
import type {Leftover} from '../../vocabulary/leftover.ts';
import {STILL_RUNS, stopAll} from './stop-all.ts';
import {untilKilled} from './until-gone.ts';

/** The minimum time between SIGTERM and SIGKILL for processes that have left the group, even if the group used up the grace period. */
const LEAST_MS = 1_000;

/** Ends the processes of a task in parallel. */
export async function downProcesses(
  made: readonly MadeRecord[],
  context: DownContext,
): Promise<readonly Leftover[]> {
  const records = made.filter(record => record.made === 'process');
  const stop = async (record: ProcessRecord): Promise<readonly Leftover[]> => {
    const leftovers = await stopProcess(record, context);
    await untilEndReported(record, context);
    return leftovers;
  };
  return (await Promise.all(records.map(stop))).flat();
}

/**
 * Waits for the report of the end of a process that is gone. Its last output is read then, which can be after it has disappeared from
 * the process table.
 */
async function untilEndReported(record: ProcessRecord, {services, expired}: DownContext): Promise<void> {
  const own = services.processEnds.of(record);
  if (!own || (await isSame(record))) return;
  await raceAbort(own.ended, expired).catch(() => undefined);
}

/**
 * Ends a process and its group: sends the stop signal, then SIGKILL after the grace period (immediately if forced), and waits until
 * the group is gone. Then does the same for descendants that have left the group. Uses only the record, so it also works for
 * processes started by another bottle. Processes that may not belong to the task are left alone.
 */
async function stopProcess(record: ProcessRecord, context: DownContext): Promise<readonly Leftover[]> {
  const owner = {run: context.run.id, task: context.task, lastSeen: context.run.lastSeen};
  const startedAt = context.askedAt ?? context.services.clock.now();
  // Read before the first signal, because descendants cannot be found after their parents have exited.
  const found = await findTaskProcesses(record, owner);
  reportStrangers(record, found, context);
  const what = {record, owner, found};
  const members = found.members.length > 0 ? await stopMembers(what, context) : [];
  const wasAlive = found.members.length > 0 || found.others.length > 0;
  if (leavesNothing(what)) return members;
  const others = wasAlive ? await stopOthers(what, startedAt, context) : [];
  if (record.cgroup !== undefined) await removeCgroup(record.cgroup);
  return [...members, ...others, ...hiddenOf(record, found, context)];
}

/**
 * Whether no descendants are left, because all of them were in the cgroup and it is empty. Processes that were moved out of it still
 * have the mark.
 */
function leavesNothing({record: {cgroup}, found}: Found): boolean {
  if (cgroup === undefined || found.isHidden) return false;
  return found.isContained && removeIfEmpty(cgroup);
}

/** Ends descendants that have left the group, and descendants started while the group was ending. */
async function stopOthers(
  {record, owner, found}: Found,
  startedAt: number,
  context: DownContext,
): Promise<readonly Leftover[]> {
  const elapsedMs = context.services.clock.now() - startedAt;
  return await stopAll(found.others, {
    ...context,
    graceMs: Math.max(LEAST_MS, record.graceMs - elapsedMs),
    find: async () => (await findTaskProcesses(record, owner)).others,
    reportStopped: names => context.warn(leftGroupText(names)),
  });
}

function title({pid, group}: ProcessRecord): string {
  return `${group ? 'process group' : 'process'} ${pid}`;
}

interface Found {
  readonly record: ProcessRecord;
  readonly owner: ProcessOwner;
  readonly found: TaskProcesses;
}

async function stopMembers(what: Found, context: DownContext): Promise<readonly Leftover[]> {
  const {record} = what;
  const own = context.services.processEnds.of(record);
  const isKnownGone = own ? goneWithGroup(own) : async () => false;
  const stopping: Stopping = {
    record,
    title: title(record),
    ended: own?.ended,
    isGone: async () => (await isKnownGone()) || (await membersLeft(what)).length === 0,
    send: async signal => await signalMembers(what, signal),
  };
  if (!context.force.aborted && (await askToStop(stopping, context))) return [];
  await signalMembers(what, 'SIGKILL');
  context.report(`killed ${title(record)}`);
  if (await untilKilled({...context, ...stopping})) return [];
  const targets = (await isHere(record)) ? `-- ${targetOf(record)}` : pidsOf(await membersLeft(what));
  return [{what: title(record), why: STILL_RUNS, command: `kill -9 ${targets}`}];
}

/** Whether a process started by this bottle has ended with its whole group. A forker reports both, so no system state has to be read. */
function goneWithGroup({ended, leftGroup}: OwnProcess): () => Promise<boolean> {
  let isOver = false;
  void ended.then(() => (isOver = true));
  return async () => isOver && !(await leftGroup());
}

async function signalMembers(what: Found, signal: NodeJS.Signals): Promise<void> {
  // In a different pid namespace the group has a different id, so only its members can be signalled.
  if (await isHere(what.record)) sendSignal(targetOf(what.record), signal);
  else for (const {pid} of await membersLeft(what)) sendSignal(pid, signal);
}

async function membersLeft({record, owner, found}: Found): Promise<readonly SeenProcess[]> {
  if (!(await isHere(record))) return await findMembers(record, owner);
  // The group is known to belong to the task, so it is enough to check whether it still exists, which is cheaper.
  const isAlive = (await isSame(record)) || (record.group && (await groupIsAlive(record)));
  return isAlive ? found.members : [];
}

async function isHere({pidNamespace}: ProcessRecord): Promise<boolean> {
  return pidNamespace === (await bootAndNamespace()).pidNamespace;
}

function pidsOf(processes: readonly SeenProcess[]): string {
  return processes.map(({pid}) => pid).join(' ');
}

function leftGroupText(names: readonly string[]): string {
  const which = names.length === 1 ? 'a process that had' : `${names.length} processes that had`;
  return `stopped ${which} left its process group: ${names.join(', ')}; to let a process outlive the run, start it with \`env -u BOTTLE_TASK\``;
}

function reportStrangers(record: ProcessRecord, {strangers}: TaskProcesses, {warn}: DownContext): void {
  if (strangers.length === 0) return;
  const names = strangers.map(({name, pid}) => `${name} (pid ${pid})`).join(', ');
  warn(`left ${title(record)} alone: ${names} may not belong to this task, which may have ended earlier`);
}

/** The leftover if the process may still be running in a pid namespace that cannot be seen from here. */
function hiddenOf(
  {pid, pidNamespace}: ProcessRecord,
  {isHidden, members}: TaskProcesses,
  {run}: DownContext,
): readonly Leftover[] {
  if (!isHidden || members.length > 0) return [];
  return [
    {
      what: `process ${pid} in the pid namespace ${pidNamespace.replace(/\D/g, '')}`,
      why: 'it cannot be seen from here',
      command: `bottle down --forget ${run.id}`,
    },
  ];
}
