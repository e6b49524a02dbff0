import type {DeferredCommand} from '../../vocabulary/deferred-command.ts';
import type {ProcessRecord} from '../../vocabulary/journal-record.ts';
import type {DownContext} from '../task-context.ts';
import {deferredText} from '../shared/resolve-deferred.ts';
import {runDeferred} from './run-deferred.ts';
import {untilGone, type GoneWait} from './until-gone.ts';

/** A process to stop, along with its group. */
export interface Stopping {
  readonly record: ProcessRecord;
  readonly title: string;
  readonly isGone: () => Promise<boolean>;
  readonly ended?: GoneWait['ended'];
  send(signal: NodeJS.Signals): Promise<void>;
}

/**
 * Stops a process gracefully. Runs its `stop` command if it has one. Sends its stop signal if there is no command, or if the process
 * is still running after the command failed or half of the grace period has passed.
 * @returns whether it ended within its grace period
 */
export async function askToStop(stopping: Stopping, context: DownContext): Promise<boolean> {
  const {record, send} = stopping;
  const {force, services, report} = context;
  const {stop, stopSignal = 'SIGTERM', graceMs} = record;
  const {askedAt, forcedAt} = context;
  const startedAt = askedAt ?? services.clock.now();
  if (stop && (await endsByCommand(stopping, stop, context))) return true;
  if (force.aborted) return false;
  const timeoutMs = stop ? graceMs - (services.clock.now() - startedAt) : graceMs;
  const wait = {timeoutMs, signal: force, firesAt: forcedAt, services, report};
  if (askedAt !== undefined) return await untilGone({...stopping, ...wait, startedAt: askedAt});
  await send(stopSignal as NodeJS.Signals);
  return await untilGone({...stopping, ...wait});
}

/** Runs the `stop` command. Returns whether the process ended within half of its grace period. */
async function endsByCommand(
  {record, title, isGone}: Stopping,
  stop: DeferredCommand,
  context: DownContext,
): Promise<boolean> {
  const {report, force, services} = context;
  const own = {pid: String(record.pid)};
  const timeoutMs = record.graceMs / 2;
  const half = services.clock.deadline(timeoutMs);
  const signal = AbortSignal.any([half.signal, force]);
  report(`stopping: ${deferredText(stop, own, context)}`);
  const problem = await runDeferred({deferred: stop, own, signal}, context);
  if (problem === undefined)
    await untilGone({title, isGone, timeoutMs, signal, services, report: () => undefined});
  else report(`its \`stop\` ${problem}`);
  half.cancel();
  return await isGone();
}
