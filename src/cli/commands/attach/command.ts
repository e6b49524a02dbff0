import {runOutcome} from '../../../runs/run-outcome.ts';
import {printable} from '../../../vocabulary/printable.ts';
import type {CliContext} from '../../context.ts';
import {EXIT_INVALID, signalCode} from '../../exit-code.ts';
import {listenToSignals, type Signals} from '../../signals.ts';
import {noteLosses, type Losses} from '../../losses.ts';
import {openSink} from '../../open-sink.ts';
import {openView} from '../../views/run/open-view.ts';
import {askRun} from '../ask-run.ts';
import {chooseRun, type ChosenRun} from '../run-lookup.ts';
import {reportFailures} from '../run/report.ts';
import {createLeaving, type Leaving} from './leaving.ts';
import {showRun} from './show-run.ts';
import {ownTerminal} from '../../../processes/own-terminal.ts';

/** The flags of `bottle attach`, as parsed by commander. */
export interface AttachFlags {
  readonly onInterrupt?: 'ask' | 'detach' | 'stop';
  readonly format: 'auto' | 'plain' | 'json';
}

/** `bottle attach`: 0 after detaching, otherwise the exit code of the run; 2 if there is no such run. */
export async function attachCommand(
  asked: string | undefined,
  {onInterrupt, format}: AttachFlags,
  cli: CliContext,
): Promise<number> {
  const chosen = await chooseRun(asked, ['alive'], cli);
  if (!chosen) return EXIT_INVALID;
  const isTerminal = format === 'auto' && cli.stdin.isTTY === true && cli.stdout.isTTY;
  const {onLoss, codeOf} = noteLosses(cli);
  const view = await openView(
    {format, output: cli.stdout, onLoss, ...(isTerminal && {hint: 'q to detach'})},
    cli,
  );
  const signals = listenToSignals([cli.stdout, cli.stderr]);
  const leaving = createLeaving({
    view,
    onInterrupt: isTerminal ? (onInterrupt ?? 'ask') : onInterrupt === 'stop' ? 'stop' : 'detach',
    stop: async force =>
      (await askRun(chosen.run, cli, async client => await client.request('down', {force}))) !== undefined,
    ask: question => cli.stdout.write(question),
  });
  const over = new AbortController();
  if (isTerminal) readKeys(leaving.onKey, over.signal);
  onSignals(signals, leaving);
  try {
    const status = await showRun(chosen.run, {view, observer: chosen.observer, signal: leaving.left});
    signals.onlyOutputLeft();
    await view.close();
    if (leaving.left.aborted) return codeOf(left(chosen, signals, {format, onLoss}, cli));
    reportFailures(status.failures, cli);
    const end = runOutcome(status);
    if (end?.outcome === 'ended') return codeOf(end.exitCode);
    cli.stderr.write(
      `error: run \`${printable(chosen.run.name)}\` is dead: its process is gone; clean up with \`bottle down\`\n`,
    );
    return 1;
  } finally {
    over.abort();
    signals.close();
  }
}

/** Ctrl-C arrives as SIGINT unless keys are read. All other signals end only this command. */
function onSignals({first, second}: Signals, leaving: Leaving): void {
  first.addEventListener('abort', () => (first.reason === 'SIGINT' ? leaving.interrupt() : leaving.leave()));
  second.addEventListener('abort', () => leaving.interrupt());
}

function left(
  {run}: ChosenRun,
  {first}: Signals,
  {format, onLoss}: Pick<AttachFlags, 'format'> & Pick<Losses, 'onLoss'>,
  cli: CliContext,
): number {
  if (first.aborted && first.reason !== 'SIGINT') return signalCode(String(first.reason));
  if (format !== 'json')
    openSink(cli.stdout, onLoss).write(`${printable(`detached; ${run.name} continues`)}\n`);
  return 0;
}

/** Calls `onKey` for each key pressed on the terminal until `signal` is aborted, then restores the terminal. */
function readKeys(onKey: (key: string) => void, signal: AbortSignal): void {
  const onData = (piece: Buffer): void => {
    for (const key of piece.toString('utf8')) onKey(key);
  };
  ownTerminal().readInput({onData, onEnd: () => undefined}, signal);
}
