import {setMaxListeners} from 'node:events';
import {constants} from 'node:os';
import type {Output} from './output.ts';
import {isFull} from '../state/disk-reserve.ts';
import {signalCode} from './exit-code.ts';

/**
 * All signals that end a program by default and that Node can handle. Without SIGILL, SIGFPE, SIGBUS and SIGSEGV, since handlers must
 * not run after a real fault (https://nodejs.org/api/process.html#signal-events), and SIGPIPE, which Node ignores. SIGUSR1 is handled,
 * since Node would otherwise open a debugger port in a process that holds secrets.
 */
const SIGNALS = (
  [
    ...['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTRAP', 'SIGABRT', 'SIGUSR1', 'SIGUSR2', 'SIGALRM', 'SIGTERM'],
    ...['SIGSTKFLT', 'SIGXCPU', 'SIGVTALRM', 'SIGPROF', 'SIGIO', 'SIGPWR', 'SIGSYS'],
  ] as NodeJS.Signals[]
).filter(name => name in constants.signals);

/** Signals that a terminal sends to all of its processes when a key is pressed (Ctrl-C, Ctrl-\). */
const FROM_KEYS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];

/** How the signals to this process affect a run. */
export interface Signals {
  /** Aborted by the first signal; its reason is the signal's name. */
  readonly first: AbortSignal;
  /** Aborted by the second. */
  readonly second: AbortSignal;
  /** While `true`, Ctrl-C and Ctrl-\ are left to the command that uses the terminal, since it receives them, too. */
  ignoreKeys(ignore: boolean): void;
  /**
   * Called when everything is done except writing output. While output is pending, the first signal has no effect, so that a slow reader
   * can read the rest; another one ends the process, since a paused terminal (Ctrl-S) or a pipe without a reader would block it forever.
   *
   * @param code the exit code in this case. Default, and instead of 0: the code of the first signal
   */
  onlyOutputLeft(code?: number): void;
  /** Stops handling signals, unless output is pending. */
  close(): void;
}

/**
 * Handles the signals that end a run in any state. The error of a closed output (`| head`, a closed terminal) counts as SIGPIPE; the
 * error of a full disk does not. Output errors are handled even after `close`, so that they do not end the process. SIGPIPE and SIGHUP
 * never count as a second signal, since a closed terminal causes both of them, repeatedly.
 */
export function listenToSignals(outputs: readonly Output[]): Signals {
  const first = new AbortController();
  const second = new AbortController();
  // Each run that a call starts or stops adds listeners, and Node would print a warning about the eleventh.
  setMaxListeners(0, first.signal, second.signal);
  let ignoresKeys = false;
  /** Set once only output is left. */
  let endCode: number | undefined;
  /** The first signal, if only output was left when it arrived. */
  let unheeded: NodeJS.Signals | undefined;
  const isPending = (): boolean => outputs.some(output => output.pending() > 0);
  const handle = (name: NodeJS.Signals): void => {
    if (ignoresKeys && FROM_KEYS.includes(name)) return;
    const earlier = unheeded ?? (first.signal.aborted ? String(first.signal.reason) : undefined);
    if (earlier !== undefined && name === 'SIGHUP') return;
    if (endCode === undefined || !isPending()) (first.signal.aborted ? second : first).abort(name);
    else if (earlier === undefined) unheeded = name;
    else process.exit(endCode || signalCode(earlier));
  };
  // A closed terminal causes EIO and SIGHUP, in either order.
  for (const output of outputs)
    output.onError(error => {
      if (!isFull(error)) first.abort(error.code === 'EIO' ? 'SIGHUP' : 'SIGPIPE');
    });
  const signals = SIGNALS.filter(name => name !== 'SIGPROF' || !isProfiled());
  for (const name of signals) process.on(name, handle);
  return {
    first: first.signal,
    second: second.signal,
    ignoreKeys: ignore => void (ignoresKeys = ignore),
    onlyOutputLeft: (code = 0) => void (endCode = code),
    close() {
      endCode ??= 0;
      if (!isPending()) for (const name of signals) process.off(name, handle);
    },
  };
}

/** Whether Node's CPU profiler is active. It samples on SIGPROF; handling that signal here would end the run at the first sample. */
function isProfiled(): boolean {
  const options = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' ');
  return /(?:^|\s)--(?:cpu-)?prof\b/.test(options);
}
