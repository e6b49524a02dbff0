import {isSame, type ProcessIdentity} from '../processes/process-identity.ts';
import {groupIsAlive} from '../processes/process-group.ts';
import {untilReady} from '../probes/poller.ts';
import {formatDuration} from '../vocabulary/duration.ts';
import type {ProcessRecord} from '../vocabulary/journal-record.ts';
import type {DownContext, Leftover} from './kind.ts';

/** What ends within this is not told of: most processes do. */
const QUICK_MS = 200;

/** How long a killed process may take to go: only one stuck in the kernel takes longer than this. */
const KILL_MS = 5_000;

/**
 * Ends a process and its group: SIGTERM, then SIGKILL after the grace period (at once when hurried), and waits until it
 * is gone. Works from the record alone, also for a process that another bottle started. A pid that by now belongs to
 * another process is left in peace.
 */
export async function stopProcess(record: ProcessRecord, context: StopContext): Promise<readonly Leftover[]> {
  if (!(await isAlive(record))) return [];
  if (!context.hurry.aborted) {
    send(record, 'SIGTERM');
    if (await isGone(record, record.graceMs, context, context.hurry)) return [];
  }
  send(record, 'SIGKILL');
  context.report(`killed ${title(record)}`);
  if (await isGone(record, KILL_MS, context, new AbortController().signal)) return [];
  return [{what: title(record), command: `kill -9 -- ${target(record)}`}];
}

/** What stopping needs of the way down. */
export type StopContext = Pick<DownContext, 'hurry' | 'report'> & {
  readonly outside: Pick<DownContext['outside'], 'clock'>;
};

/** Ends a process and its group without grace and without waiting. */
export function killProcess(record: ProcessRecord): void {
  send(record, 'SIGKILL');
}

function title({pid, group}: ProcessRecord): string {
  return `${group ? 'process group' : 'process'} ${pid}`;
}

function target({pid, group}: ProcessRecord): number {
  return group ? -pid : pid;
}

function send(record: ProcessRecord, signal: NodeJS.Signals): void {
  try {
    process.kill(target(record), signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Whether the process still is the one that was recorded, or members of its group outlived it. */
async function isAlive(record: ProcessRecord): Promise<boolean> {
  if (await isSame(identityOf(record))) return true;
  return record.group && (await groupIsAlive(identityOf(record)));
}

function identityOf({pid, startTime}: ProcessRecord): ProcessIdentity {
  return {pid, startTime};
}

async function isGone(
  record: ProcessRecord,
  timeoutMs: number,
  context: StopContext,
  signal: AbortSignal,
): Promise<boolean> {
  const gone = {
    description: `the end of ${title(record)}`,
    check: async () =>
      (await isAlive(record))
        ? {status: 'pending' as const, lastSeen: 'still running'}
        : {status: 'ready' as const},
  };
  const limits = {timeoutMs, attemptTimeoutMs: timeoutMs, successes: 1};
  const {status} = await untilReady(gone, limits, {
    ...{clock: context.outside.clock, signal},
    onAttempt: ({elapsedMs}) => {
      if (elapsedMs > QUICK_MS)
        context.report(`waiting for ${title(record)} to end, killed after ${formatDuration(timeoutMs)}`);
    },
  });
  return status === 'ready';
}
