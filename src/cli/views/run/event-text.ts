import {formatDuration} from '../../../vocabulary/duration.ts';
import type {RunEvent} from '../../../vocabulary/event.ts';
import type {Leftover} from '../../../vocabulary/leftover.ts';
import {addressesFirst, isAddress} from './addresses.ts';
import {endText, headline, timesInARow} from '../../text/failure-text.ts';

/** The source of a line and its text; `mark` distinguishes bottle's own messages from output of a task. */
export interface EventText {
  readonly who: string;
  readonly mark: ' ' | '|';
  readonly text: string;
}

/** Describes an event on one line; `undefined` for events that are only for programs or live views. */
export function eventText(event: RunEvent): EventText | undefined {
  const text = messageOf(event);
  if (text === undefined) return undefined;
  return {
    who: 'task' in event && event.type !== 'dead-run-warned' ? event.task : 'bottle',
    mark: event.type === 'task-output' ? '|' : ' ',
    text,
  };
}

function messageOf(event: RunEvent): string | undefined {
  switch (event.type) {
    case 'run-started':
      return `run ${event.run} of ${event.name}: ${count(event.tasks.length, 'task')}`;
    case 'dead-run-found':
      return `found dead run ${event.run} of ${event.sameFile ? 'this file; cleaning up' : event.file}`;
    case 'dead-run-kept':
      return keptText(event);
    case 'dead-run-warned':
      return `warning: dead run ${event.run}, task ${event.task}: ${event.warning}`;
    case 'dead-run-removed':
      return removedText(event);
    case 'task-started':
      return event.attempt > 1 ? `started, attempt ${event.attempt}` : 'started';
    case 'task-progressed':
    case 'task-stop-progressed':
      return event.doing;
    case 'heartbeat-lost':
      return `lost the heartbeat of this run: ${event.why}; ${event.recovered ? 'it has been restored' : 'ending the run'}`;
    case 'tasks-joined':
      return `joined the run: ${names(event.tasks.map(({task}) => task))}`;
    case 'run-warned':
    case 'task-warned':
      return `warning: ${event.warning}`;
    case 'task-output':
      return event.stream === 'console' ? undefined : event.line;
    case 'probe-started':
      return `waiting for ${event.probe}, at most ${formatDuration(event.timeoutMs)}`;
    case 'task-ready':
      return `ready in ${formatDuration(event.elapsedMs)}${outputsText(event.outputs)}`;
    case 'task-done':
      return event.because === undefined
        ? `done in ${formatDuration(event.elapsedMs)}`
        : `unchanged: ${event.because}`;
    case 'task-skipped':
      return `skipped: ${event.because}`;
    case 'task-retried':
      return `failed, retrying (attempt ${event.attempt}${event.attempts === undefined ? '' : ` of ${event.attempts}`}): ${headline(event.failure)}`;
    case 'task-failed':
      return `failed after ${formatDuration(event.elapsedMs)}: ${headline(event.failure)}${event.allowed ? ALLOWED : ''}`;
    case 'task-cancelled':
      return `cancelled: ${event.because}`;
    case 'service-ended':
      return `${endText('ended', event.exit)}; ${afterEndText[event.then]}`;
    case 'run-ready':
      return `ready in ${formatDuration(event.elapsedMs)}${event.running.length > 0 ? `; running: ${names(event.running)}` : ''}`;
    case 'run-requested':
      return event.what === 'down'
        ? 'stopped by `bottle down`'
        : `\`bottle ${event.what} ${names(event.tasks, ' ')}\``;
    case 'run-interrupted':
      return `${interruptText(event)}: stopping everything`;
    case 'teardown-forced':
      return `${event.because === 'signal' ? 'second signal' : 'the stop timeout has passed'}: skipping grace periods`;
    case 'teardown-started':
      return event.tasks.length > 0 ? `stopping ${count(event.tasks.length, 'task')}` : undefined;
    case 'task-stopped':
      return `stopped in ${formatDuration(event.elapsedMs)}`;
    case 'task-left-behind':
      return leftoverText(event.leftovers);
    case 'output-dropped':
      return `${count(event.lines, 'line')} of output not shown; see the logs of the tasks`;
    case 'run-ended':
      return `${runEndText(event)} after ${formatDuration(event.at)}`;
    case 'watch-changed':
      return `changed: ${names(event.files)}`;
    case 'liveness-changed':
      return event.healthy
        ? `${event.probe} passes again`
        : `${event.probe} failed ${timesInARow(event.failures)}: ${event.lastSeen}`;
    case 'task-waiting':
    case 'task-running':
    case 'task-probing':
    case 'probe-attempted':
    case 'probe-passed':
    case 'terminal-taken':
    case 'terminal-released':
    case 'task-stopping':
      return undefined;
  }
}

function interruptText({signal, because}: Extract<RunEvent, {type: 'run-interrupted'}>): string {
  switch (because?.what) {
    case 'ttl':
      return `the run has lasted ${formatDuration(because.ttlMs)} (\`--ttl\`)`;
    case 'process-gone':
      return `process ${because.pid} has ended (\`--with-pid\`)`;
    case undefined:
      return signal;
  }
}

function leftoverText(leftovers: readonly Leftover[]): string {
  return leftovers
    .map(({what, why, command}) => `left behind ${what}: ${why}; remove it with \`${command}\``)
    .join('; ');
}

function removedText({run, removed, leftovers}: Extract<RunEvent, {type: 'dead-run-removed'}>): string {
  const done = `cleaned up dead run ${run}: ${count(removed, 'task')}`;
  return leftovers.length === 0 ? done : `${done}; ${leftoverText(leftovers)}`;
}

function keptText({run, file, bottle, unknown}: Extract<RunEvent, {type: 'dead-run-kept'}>): string {
  const what = `kept dead run ${run}${file === undefined ? '' : ` of ${file}`}`;
  const writer = bottle === undefined ? 'a newer bottle' : `bottle ${bottle}`;
  return `${what}: this version of bottle does not understand ${unknown.join(', ')} in its journal; run \`bottle down\` with ${writer}`;
}

/** The effect of a failure with `allow_failure`, or of a failed start on request. */
const ALLOWED = '; the run continues';

const afterEndText = {
  failed: 'ending the run',
  allowed: 'the run continues',
  restarted: 'restarting',
  ignored: 'ignored',
};

function runEndText({reason, failures, leftovers}: Extract<RunEvent, {type: 'run-ended'}>): string {
  if (leftovers > 0) return 'ended with leftovers';
  if (failures > 0) return 'failed';
  return reason === 'interrupted' ? 'interrupted' : 'done';
}

/** The non-empty outputs of a task, as `: ip 127.0.0.16`: all addresses, then the first of the other outputs. */
export function outputsText(outputs: Readonly<Record<string, string>>): string {
  const given = Object.entries(outputs).filter(([, value]) => value !== '');
  const entries = addressesFirst(Object.fromEntries(given));
  const addresses = entries.filter(isAddress).length;
  const shown = entries.length > MOST_OUTPUTS ? Math.max(addresses, MOST_OUTPUTS - 1) : entries.length;
  const hidden = entries.length - shown;
  const items = [...entries.slice(0, shown).map(({text}) => text), ...(hidden > 0 ? [`${hidden} more`] : [])];
  return items.length > 0 ? `: ${items.join(', ')}` : '';
}

/** Maximum number of outputs on a line; addresses are never omitted. */
const MOST_OUTPUTS = 6;

/** Maximum number of names on a line. */
const MOST_NAMES = 12;

/** Joins names with commas; only the first ones if there are many. */
function names(all: readonly string[], separator = ', '): string {
  if (all.length <= MOST_NAMES) return all.join(separator);
  return `${all.slice(0, MOST_NAMES - 1).join(separator)} and ${all.length - MOST_NAMES + 1} more`;
}

/** `1 task`, `2 tasks`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
