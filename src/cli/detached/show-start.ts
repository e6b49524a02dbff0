import {reportFailures, reportResult, type Reporter} from '../commands/run/report.ts';
import {whenFired} from '../../runner/when-fired.ts';
import {signalCode} from '../exit-code.ts';
import type {Signals} from '../signals.ts';
import type {View} from '../views/run/view.ts';
import type {Message} from './message.ts';
import type {DetachedProcess, EndedProcess} from './start-detached.ts';
import type {StartFront} from './start-front.ts';

/** Outcome of a start, as seen by the call: the run is ready, another run is already up, or the run has ended. */
export type StartOutcome =
  | {
      readonly is: 'ready';
      readonly name: string;
      readonly process: Pick<DetachedProcess, 'ended'>;
    }
  | {readonly is: 'already-up'}
  | {readonly is: 'over'; readonly code: number};

/** Shows a detached run until it is ready. If it ends before that, prints the same report as an attached run. */
export async function showStart(started: DetachedProcess, front: StartFront): Promise<StartOutcome> {
  const {view, signals, close} = await front.open();
  try {
    const last = await lastMessage(started, view, signals);
    await view.close();
    if (last?.type === 'ready') {
      started.leave();
      return {is: 'ready', name: last.name, process: started};
    }
    if (last?.type === 'failed' && last.failure.reason === 'already-up') return {is: 'already-up'};
    if (!last && hasLeft(signals)) return {is: 'over', code: signalCode(String(signals.first.reason))};
    return {is: 'over', code: report(last, await started.ended(), front)};
  } finally {
    close();
  }
}

/** Signals that do not stop the run: the terminal or the output of this call was closed. */
const LEAVING: readonly unknown[] = ['SIGHUP', 'SIGPIPE'];

/** Whether the call was ended by a signal that does not stop its runs. */
export function hasLeft({first}: Signals): boolean {
  return first.aborted && LEAVING.includes(first.reason);
}

/** Shows all events and returns the final message; `undefined` if the process does not send one. */
async function lastMessage(
  started: DetachedProcess,
  view: View,
  signals: Signals,
): Promise<Exclude<Message, {readonly type: 'event'}> | undefined> {
  const interrupted = forwardSignals(signals, started);
  for await (const message of started.messages) {
    if (message.type === 'event') {
      view.onEvent(message.event);
      // A slow reader delays this process, but not the run or its signals.
      await Promise.race([view.backpressure(), interrupted]);
    } else if (message.type !== 'ready' || !signals.first.aborted) {
      return message;
    }
  }
  return undefined;
}

/** Forwards signals to the run, even when it is ready but other copies are still starting. Settles with the first signal. */
async function forwardSignals(signals: Signals, started: DetachedProcess): Promise<void> {
  const {first, second} = signals;
  whenFired(second, reason => started.signal(reason as NodeJS.Signals));
  const reason = await new Promise<string>(resolve => whenFired(first, resolve));
  if (hasLeft(signals)) started.leave();
  else started.signal(reason as NodeJS.Signals);
}

function report(last: Message | undefined, end: EndedProcess, reporter: Reporter): number {
  if (last?.type === 'ended') {
    reportResult(last.result, reporter);
    reportFailures(last.bugs, reporter);
    return last.code;
  }
  if (last?.type === 'failed') {
    reportFailures([last.failure], reporter);
    return last.code;
  }
  reporter.stderr.write(end.printed);
  if (end.signal !== undefined)
    reporter.stderr.write(
      `error: the process of the run was ended by ${end.signal}; clean up with \`bottle down\`\n`,
    );
  return end.code || 1;
}
