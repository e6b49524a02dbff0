import {readStatus} from '../../history/read-events.ts';
import type {RunStatus} from '../../history/run-status.ts';
import {readConfig} from '../../plan/config-file.ts';
import {configDifferences, launchConfig, type LaunchConfig} from '../../plan/launch-config.ts';
import type {TaskSnapshot} from '../../history/task-snapshot.ts';
import type {KnownRun} from '../../runs/known-run.ts';
import {runOutcome} from '../../runs/run-outcome.ts';
import type {TaskName} from '../../vocabulary/ids.ts';
import {askRun} from '../commands/ask-run.ts';
import {showRun} from '../commands/attach/show-run.ts';
import {reportFailures} from '../commands/run/report.ts';
import {EXIT_INVALID, signalCode} from '../exit-code.ts';
import type {DetachedRun, DetachRequest} from './detach-request.ts';
import type {StartFront} from './start-front.ts';
import {differencesText} from './texts.ts';

/** A live run, and the call that found it. */
export interface FoundUp extends Pick<DetachRequest, 'chosen' | 'flags' | 'observer'> {
  readonly run: KnownRun;
}

/**
 * Uses a live run instead of starting one, and starts its missing or stopped tasks. The exit code is 0 once everything is ready, and 2
 * if the run has another configuration. Returns `undefined` if the run was stopped because it must be replaced.
 */
export async function useRun(found: FoundUp, front: StartFront): Promise<DetachedRun | undefined> {
  const {run, chosen, flags} = found;
  const status = await readStatus(run.dir);
  const asked = [...chosen.selection.tasks.keys()];
  const differences = await differencesTo(found, [...(status?.tasks ?? []).map(({task}) => task), ...asked]);
  if (differences.length > 0 && flags.recreate) {
    const downed = await askRun(run, front, async client => await client.request('down', {}));
    return downed ? undefined : {code: EXIT_INVALID};
  }
  if (differences.length > 0) {
    front.stderr.write(`${differencesText(run.name, differences)}\n`);
    return {code: EXIT_INVALID};
  }
  for (const limit of ['ttl', 'withPid'] as const)
    if (flags[limit] !== undefined)
      front.stderr.write(
        `warning: \`--${LIMIT_OPTIONS[limit]}\` does not apply to a run that is already up\n`,
      );
  const missing = asked.filter(task => !isThere(task, status));
  const isReady = missing.length === 0 && status !== undefined && runOutcome(status)?.exitCode === 0;
  const code = isReady ? 0 : await becomeReady(missing, {...found, status}, front);
  return code === 0 ? {code, up: {name: run.name, isNew: false}} : {code};
}

const LIMIT_OPTIONS = {ttl: 'ttl', withPid: 'with-pid'} as const;

async function differencesTo({run, chosen, flags}: FoundUp, tasks: readonly TaskName[]) {
  const before = await readConfig(run.dir);
  if (!before) return [];
  const {call, ...now} = launchConfig(chosen.launch, chosen.selection);
  // The `until` of the run applies unless the call sets it.
  const {until = before.call.until} = flags.until === undefined ? before.call : call;
  const config: LaunchConfig = {...now, call: {...call, ...(until !== undefined && {until})}};
  return configDifferences(before, JSON.parse(JSON.stringify(config)) as LaunchConfig, new Set(tasks));
}

/** Whether the run has the task, and the task is not stopped, stopping, or left out after a failed restart. */
function isThere(name: TaskName, status: RunStatus | undefined): boolean {
  const task = taskIn(status, name);
  if (task === undefined || task.status === 'stopped' || task.status === 'stopping') return false;
  return !status?.isIncomplete || (task.status !== 'failed' && task.status !== 'cancelled');
}

/** A live run, with its state before the request. */
interface FoundSo extends FoundUp {
  readonly status: RunStatus | undefined;
}

/** Starts tasks in the run, if there are any, and shows it until they are ready. */
async function becomeReady(missing: readonly TaskName[], found: FoundSo, front: StartFront): Promise<number> {
  if (missing.length === 0) return await showUntilReady(found, front);
  const joined = askRun(found.run, front, async client => await client.request('start', {tasks: missing}));
  const settled = joined.then(report =>
    missing.filter(name => report?.tasks.some(({task, failure}) => task === name && !failure)),
  );
  const code = await showUntilReady(found, front, settled);
  const report = await joined;
  // Another call may be ending the run, in which case this call ends with the run.
  if (!report) return code || EXIT_INVALID;
  // A requested start that fails does not end the run.
  const failures = report.tasks.flatMap(({failure}) => failure ?? []);
  reportFailures(failures, front);
  return code || (failures.length > 0 ? 1 : 0);
}

/**
 * Shows the run until it is ready, or has ended.
 *
 * @param after settles with the tasks that a request has started. The answer arrives before their events, which must be shown, too.
 */
async function showUntilReady(
  {run, observer, status: before}: FoundUp & Partial<FoundSo>,
  front: StartFront,
  after?: Promise<readonly TaskName[]>,
): Promise<number> {
  const {view, signals, close} = await front.open();
  let started: readonly TaskName[] = [];
  const noted = after?.then(names => {
    started = names;
  });
  try {
    const status = await showRun(run, {
      ...{view, observer, signal: signals.first, ...(noted && {after: noted})},
      until: now => runOutcome(now) !== undefined && started.every(name => hasStarted(name, now, before)),
    });
    await view.close();
    if (signals.first.aborted) return signalCode(String(signals.first.reason));
    const end = runOutcome(status);
    reportFailures(status.failures, front);
    // The answer to the request contains the failures.
    if (after && end?.outcome === 'failed') return 0;
    return end?.exitCode ?? 1;
  } finally {
    close();
  }
}

/** Whether the events show the result of starting a task: its state has changed, by more than joining the run. */
function hasStarted(name: TaskName, now: RunStatus, before: RunStatus | undefined): boolean {
  const [task, earlier] = [taskIn(now, name), taskIn(before, name)];
  if (task === undefined || (task.sinceMs === earlier?.sinceMs && task.status === earlier.status))
    return false;
  return task.status !== 'stopped' || task.stopCause !== undefined;
}

function taskIn(status: RunStatus | undefined, name: TaskName): TaskSnapshot | undefined {
  return status?.tasks[status.indexOf.get(name) ?? -1];
}
