import {followRun} from '../../../history/follow-run.ts';
import {emptyStatus, fold, taskOf, type RunStatus} from '../../../history/run-status.ts';
import type {TaskSnapshot} from '../../../history/task-snapshot.ts';
import {isRunAlive} from '../../../runs/known-run.ts';
import {runOutcome, tasksOutcome, type WaitEnd} from '../../../runs/run-outcome.ts';
import type {WaitReport} from '../../../schema/wait-report.ts';
import {formatDuration} from '../../../vocabulary/duration.ts';
import type {TaskName} from '../../../vocabulary/ids.ts';
import {printable} from '../../../vocabulary/printable.ts';
import type {CliContext} from '../../context.ts';
import {EXIT_INVALID} from '../../exit-code.ts';
import {headline} from '../../text/failure-text.ts';
import {jsonText} from '../../text/json-text.ts';
import {chooseRun, type ChosenRun} from '../run-lookup.ts';
import {refuseUnknownTask} from '../unknown-task.ts';

/** The flags of `bottle wait`, as parsed by commander. */
export interface WaitFlags {
  readonly run?: string;
  /** In milliseconds. */
  readonly timeout?: number;
  readonly format: 'text' | 'json';
}

/** The exit code of timeout(1). */
const EXIT_TIMEOUT = 124;

/** `bottle wait`. See its help for the exit codes. */
export async function waitCommand(
  names: readonly string[],
  {run: asked, timeout, format}: WaitFlags,
  cli: CliContext,
): Promise<number> {
  const chosen = await chooseRun(asked, ['alive', 'dead', 'ended'], cli);
  if (!chosen) return EXIT_INVALID;
  const waited = await wait(chosen, names as readonly TaskName[], timeout);
  if ('unknown' in waited) return refuseUnknownTask(waited.unknown, waited.known, chosen.run, cli);
  const report = reportOf(chosen, waited, names);
  if (format === 'json') cli.stdout.write(`${jsonText(report, 2)}\n`);
  else
    cli.stdout.write(
      reportLines(report, names, timeout)
        .map(line => `${printable(line)}\n`)
        .join(''),
    );
  return report.exitCode;
}

type Waited =
  | {
      readonly end: WaitEnd | {readonly outcome: 'dead' | 'timeout'; readonly exitCode: number};
      readonly status: RunStatus;
    }
  | {readonly unknown: string; readonly known: readonly string[]};

/** Follows a run until the wait is over. States before the last event on disk are in the past and do not count. */
async function wait(
  {run, observer}: ChosenRun,
  names: readonly TaskName[],
  timeoutMs: number | undefined,
): Promise<Waited> {
  const over = new AbortController();
  const limit = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  let status = emptyStatus;
  let isCaughtUp = false;
  let found: WaitEnd | undefined;
  let unknown: string | undefined;
  const look = (): void => {
    if (!isCaughtUp || !status.started) return;
    unknown = names.find(name => !taskOf(status, name));
    found = unknown === undefined ? outcomeOf(status, names) : undefined;
    if (found ?? unknown) over.abort();
  };
  const events = followRun(run.dir, {
    signal: limit ? AbortSignal.any([over.signal, limit]) : over.signal,
    isAlive: async () => await isRunAlive(run, observer),
    isShown: () => false,
    onCaughtUp() {
      isCaughtUp = true;
      look();
    },
  });
  for await (const event of events) {
    status = fold(status, event);
    look();
  }
  if (unknown !== undefined) return {unknown, known: status.tasks.map(({task}) => task)};
  const end = found ?? outcomeOf(status, names);
  // The last events of a killed run describe its state before it was killed.
  if (end && (end.outcome === 'ended' || (await isRunAlive(run, observer)))) return {end, status};
  return {
    end: limit?.aborted ? {outcome: 'timeout', exitCode: EXIT_TIMEOUT} : {outcome: 'dead', exitCode: 1},
    status,
  };
}

function outcomeOf(status: RunStatus, names: readonly TaskName[]): WaitEnd | undefined {
  return names.length === 0 ? runOutcome(status) : tasksOutcome(tasksOf(status, names), status);
}

function tasksOf(status: RunStatus, names: readonly string[]): readonly TaskSnapshot[] {
  return names.length === 0 ? status.tasks : status.tasks.filter(({task}) => names.includes(task));
}

function reportOf(
  {run}: ChosenRun,
  {end, status}: Extract<Waited, {end: unknown}>,
  names: readonly string[],
): WaitReport {
  return {
    version: 1,
    run: run.id,
    name: run.name,
    ...{outcome: end.outcome, exitCode: end.exitCode},
    tasks: tasksOf(status, names).map(({task, status: state, failure}) => ({
      ...{task, state},
      failure: failure ? headline(failure) : null,
    })),
  };
}

function reportLines(
  {name: run, outcome, exitCode, tasks}: WaitReport,
  names: readonly string[],
  timeoutMs = 0,
): readonly [string, ...string[]] {
  const name = names.length > 0 ? names.join(', ') : run;
  const [are, have] = names.length > 1 ? ['are', 'have'] : ['is', 'has'];
  const failed = tasks.flatMap(({task, state, failure}) => {
    if (failure !== null) return [`  ${failure}`];
    const isAsked = names.length > 0 && (state === 'stopped' || state === 'cancelled');
    return isAsked ? [`  ${task} was ${state}`] : [];
  });
  switch (outcome) {
    case 'ready':
      return [`${name} ${are} ready`];
    case 'failed':
      return [`${name} ${are} not ready, and continues without the failed tasks`, ...failed];
    case 'ended':
      return [`${name} ${have} ended with exit code ${exitCode}`, ...failed];
    case 'dead':
      return [`${run} is dead: its process is gone; clean up with \`bottle down\``];
    case 'timeout': {
      const missing = tasks.filter(({state}) => !['ready', 'done', 'skipped'].includes(state));
      const states = missing.map(({task, state}) => `  ${task} is ${state}`);
      return [`${name} ${are} not ready after ${formatDuration(timeoutMs)}`, ...states];
    }
  }
}
