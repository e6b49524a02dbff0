import type {RecoveryContext} from '../../../runner/dead-runs.ts';
import {withRecovery} from '../../../runner/recovery-context.ts';
import type {RunEventBody} from '../../../vocabulary/event.ts';
import {wantsColor} from '../../color.ts';
import type {CliContext} from '../../context.ts';
import type {Losses} from '../../losses.ts';
import {openSink} from '../../open-sink.ts';
import {listenToSignals, type Signals} from '../../signals.ts';
import {obeysCommands} from '../../text/ci-log.ts';
import {plainView} from '../../views/run/plain-view.ts';
import type {View} from '../../views/run/view.ts';
import {writableState} from '../writable-state.ts';

/** Inputs of a teardown outside the run's own process. */
export interface TeardownCall {
  readonly signals: Signals;
  /** Prints events as lines. */
  readonly view: Pick<View, 'onEvent'>;
}

/** Whether to omit events, and what to do if they cannot be printed. */
export interface RecoveryOutput {
  readonly isQuiet: boolean;
  readonly losses: Losses;
}

/** Calls `work` with a recovery context. If the state directory is not writable, prints an error and returns `undefined`. */
export async function inRecovery<T>(
  cli: CliContext,
  {isQuiet, losses}: RecoveryOutput,
  work: (context: RecoveryContext, call: TeardownCall) => Promise<T>,
): Promise<T | undefined> {
  const stateDir = await writableState(cli);
  if (stateDir === undefined) return undefined;
  const signals = listenToSignals([cli.stdout, cli.stderr]);
  const plain = plainView(openSink(cli.stdout, losses.onLoss), {
    color: wantsColor(cli, cli.stdout),
    obeysCommands: obeysCommands(cli.env),
  });
  const view = isQuiet ? {...plain, onEvent: () => undefined} : plain;
  const onEvent = (event: RunEventBody): void => view.onEvent({at: 0, ...event});
  try {
    const options = {env: cli.env, stateDir, force: signals.first, onEvent};
    return await withRecovery(options, async context => await work(context, {signals, view}));
  } finally {
    signals.onlyOutputLeft();
    await view.close();
    signals.close();
  }
}
