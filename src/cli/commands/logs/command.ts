import type {LoggedEvent} from '../../../history/event-log.ts';
import {followRun, readRun, type FollowOptions} from '../../../history/follow-run.ts';
import {readStatus} from '../../../history/read-events.ts';
import type {RunStatus} from '../../../history/run-status.ts';
import {lastOfEach} from '../../../history/tail.ts';
import {isRunAlive} from '../../../runs/known-run.ts';
import {whenFired} from '../../../runner/when-fired.ts';
import {printable} from '../../../vocabulary/printable.ts';
import {wantsColor} from '../../color.ts';
import type {CliContext} from '../../context.ts';
import {EXIT_INVALID, signalCode} from '../../exit-code.ts';
import {openSink} from '../../open-sink.ts';
import {endOnLoss} from '../../lost-output.ts';
import {listenToSignals} from '../../signals.ts';
import type {Sink} from '../../sink.ts';
import {obeysCommands} from '../../text/ci-log.ts';
import {chooseRun, type ChosenRun} from '../run-lookup.ts';
import {refuseUnknownTask} from '../unknown-task.ts';
import {logText} from './log-text.ts';
import {nextTurn} from '../../../processes/next-turn.ts';

/** The flags of `bottle logs`, as parsed by commander. */
export interface LogsFlags {
  readonly run?: string;
  readonly follow?: boolean;
  readonly since?: Date;
  readonly tail?: number;
  readonly timestamps?: boolean;
  readonly prefix: boolean;
  readonly format: 'text' | 'json';
}

/** `bottle logs`: 0, 2 if there is no such run or task, or the code of the signal that ended it. */
export async function logsCommand(
  names: readonly string[],
  flags: LogsFlags,
  cli: CliContext,
): Promise<number> {
  const chosen = await chooseRun(flags.run, ['alive', 'dead', 'ended'], cli);
  if (!chosen) return EXIT_INVALID;
  const status = await readStatus(chosen.run.dir);
  if (!status) {
    cli.stderr.write(`error: run \`${printable(chosen.run.name)}\` has no logs\n`);
    return EXIT_INVALID;
  }
  const known = status.tasks.map(({task}) => task);
  const unknown = names.find(name => !known.some(task => task === name));
  if (unknown !== undefined) return refuseUnknownTask(unknown, known, chosen.run, cli);
  const signals = listenToSignals([cli.stdout, cli.stderr]);
  try {
    await printLogs({chosen, status, names, flags, signal: signals.first}, cli);
    return signals.first.aborted ? signalCode(String(signals.first.reason)) : 0;
  } finally {
    signals.close();
  }
}

interface LogsToPrint {
  readonly chosen: ChosenRun;
  readonly status: RunStatus;
  readonly names: readonly string[];
  readonly flags: LogsFlags;
  readonly signal: AbortSignal;
}

async function printLogs(logs: LogsToPrint, cli: CliContext): Promise<void> {
  const {chosen, names, flags, signal} = logs;
  const sink = openSink(cli.stdout, endOnLoss);
  const line = lineOf(logs, cli);
  const isWanted = wantedEvents(names, flags);
  let tail = flags.tail === undefined ? undefined : lastOfEach<string>(flags.tail);
  const endTail = (): void => {
    for (const text of tail?.lines() ?? []) sink.write(`${text}\n`);
    tail = undefined;
  };
  let count = 0;
  for await (const event of eventsOf(logs, endTail)) {
    const text = isWanted(event) ? line(event) : undefined;
    if (text !== undefined && tail) tail.add('task' in event ? event.task : '', text);
    else if (text !== undefined) sink.write(`${text}\n`);
    // Gives signal handlers a turn.
    if (++count % 1_000 === 0) await nextTurn();
    if (sink.pending() > PENDING_BYTES) await drained(sink, signal);
    if (signal.aborted) return;
  }
  endTail();
  await drained(sink, signal);
  if (chosen.run.state === 'dead' && !signal.aborted)
    cli.stderr.write(`run ${chosen.run.id} is dead: its process is gone; clean up with \`bottle down\`\n`);
}

/** Limit of pending output before waiting for the reader. */
const PENDING_BYTES = 1024 * 1024;

async function drained(sink: Sink, signal: AbortSignal): Promise<void> {
  const aborted = new Promise<void>(resolve => whenFired(signal, () => resolve()));
  await Promise.race([sink.pendingBelow(1), aborted]);
}

function eventsOf(
  {chosen: {run, observer}, names, flags, signal}: LogsToPrint,
  onCaughtUp: () => void,
): Iterable<LoggedEvent> | AsyncIterable<LoggedEvent> {
  const isShown: FollowOptions['isShown'] = task => names.length === 0 || names.includes(task);
  if (!flags.follow) return readRun(run.dir, {isShown});
  const isAlive = async (): Promise<boolean> => await isRunAlive(run, observer);
  return followRun(run.dir, {signal, isAlive, isShown, onCaughtUp});
}

/** Filters events: those of the named tasks, or all; without prefixes, only output. */
function wantedEvents(
  names: readonly string[],
  {since, prefix, format}: LogsFlags,
): (event: LoggedEvent) => boolean {
  const start = since?.toISOString() ?? '';
  return event => {
    if (event.time < start) return false;
    if (!prefix && format === 'text' && event.type !== 'task-output') return false;
    return names.length === 0 || ('task' in event && names.includes(event.task));
  };
}

function lineOf(
  {status, names, flags}: LogsToPrint,
  cli: CliContext,
): (event: LoggedEvent) => string | undefined {
  if (flags.format === 'json') return event => JSON.stringify(event);
  const shown = names.length > 0 ? names : status.tasks.map(({task}) => task);
  return logText({
    ...{names: shown, prefix: flags.prefix, timestamps: flags.timestamps ?? false},
    ...{color: wantsColor(cli, cli.stdout), obeysCommands: obeysCommands(cli.env)},
  });
}
