import {reportFailures, reportResult} from '../commands/run/report.ts';
import type {RunFlags} from '../commands/run/flags.ts';
import type {CliContext} from '../context.ts';
import {EXIT_LOST_OUTPUT, signalCode} from '../exit-code.ts';
import {listenToSignals, type Signals} from '../signals.ts';
import {openView} from '../views/run/open-view.ts';
import type {View} from '../views/run/view.ts';
import type {Message} from './message.ts';
import type {DetachedProcess, EndedProcess} from './start-detached.ts';

/** Outcome of a start, as seen by the call: the run is ready, another one is already up, or it has ended. */
export type StartOutcome =
  | {readonly is: 'ready'; readonly name: string; readonly code: number}
  | {readonly is: 'already-up'}
  | {readonly is: 'over'; readonly code: number};

/** Shows a detached run until it is ready, or until its end with the same report as an attached one. */
export async function showStart(
  started: DetachedProcess,
  format: RunFlags['format'],
  world: CliContext,
): Promise<StartOutcome> {
  const {view, isWhole} = await openView(format, world.stdout, world);
  const signals = listenToSignals([world.stdout, world.stderr]);
  try {
    const last = await lastMessage(started, view, signals);
    await view.close();
    if (last?.type === 'ready') {
      started.leave();
      return {is: 'ready', name: last.name, code: isWhole() ? 0 : EXIT_LOST_OUTPUT};
    }
    if (last?.type === 'failed' && last.failure.reason === 'already-up') return {is: 'already-up'};
    if (!last && hasLeft(signals)) return {is: 'over', code: signalCode(String(signals.first.reason))};
    const code = report(last, await started.ended(), world);
    return {is: 'over', code: code || (isWhole() ? 0 : EXIT_LOST_OUTPUT)};
  } finally {
    signals.close();
  }
}

/** Signals that do not stop the run: the terminal or the output of this call was closed. */
const LEAVING: readonly unknown[] = ['SIGHUP', 'SIGPIPE'];

function hasLeft({first}: Signals): boolean {
  return first.aborted && LEAVING.includes(first.reason);
}

/** Shows all events and returns the final message; `undefined` if the process sends none. */
async function lastMessage(
  started: DetachedProcess,
  view: View,
  signals: Signals,
): Promise<Exclude<Message, {readonly type: 'event'}> | undefined> {
  const interrupted = forwardSignals(signals, started);
  for await (const message of started.messages) {
    if (message.type === 'event') {
      view.onEvent(message.event);
      // A slow reader delays this process, but neither the run nor signals to it.
      await Promise.race([view.backpressure(), interrupted]);
    } else if (message.type !== 'ready' || !signals.first.aborted) {
      return message;
    }
  }
  return undefined;
}

/** Settles with the first signal. */
async function forwardSignals(signals: Signals, started: DetachedProcess): Promise<void> {
  const {first, second} = signals;
  const forward = ({reason}: AbortSignal): void => started.signal(reason as NodeJS.Signals);
  second.addEventListener('abort', () => forward(second));
  await new Promise<void>(resolve => first.addEventListener('abort', () => resolve()));
  if (hasLeft(signals)) started.leave();
  else forward(first);
}

function report(last: Message | undefined, end: EndedProcess, world: CliContext): number {
  if (last?.type === 'ended') {
    reportResult(last.result, world);
    reportFailures(last.bugs, world);
    return last.code;
  }
  if (last?.type === 'failed') {
    reportFailures([last.failure], world);
    return last.code;
  }
  world.stderr.write(end.printed);
  if (end.signal !== undefined)
    world.stderr.write(
      `error: the process of the run was ended by ${end.signal}; \`bottle down\` cleans up what it left\n`,
    );
  return end.code || 1;
}
