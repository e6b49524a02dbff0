import {setMaxListeners} from 'node:events';
import {constants} from 'node:os';
import {isFull} from '../state/disk-reserve.ts';

/**
 * Every signal that ends a program by default and that Node can handle. Not SIGILL, SIGFPE, SIGBUS and SIGSEGV: after a real fault
 * no handler may run (https://nodejs.org/api/process.html#signal-events). Not SIGPIPE, which Node ignores. SIGUSR1 is handled,
 * since Node would otherwise open a debugger's port in a process that holds secrets.
 */
const SIGNALS = (
  [
    ...['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTRAP', 'SIGABRT', 'SIGUSR1', 'SIGUSR2', 'SIGALRM', 'SIGTERM'],
    ...['SIGSTKFLT', 'SIGXCPU', 'SIGVTALRM', 'SIGPROF', 'SIGIO', 'SIGPWR', 'SIGSYS'],
  ] as NodeJS.Signals[]
).filter(name => name in constants.signals);

/** The signals that a terminal sends for a key (Ctrl-C, Ctrl-\) to every process that shares it. */
const FROM_KEYS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];

/** How the signals to this process affect a run. */
export interface Signals {
  /** Aborted by the first signal; its reason is the signal's name. */
  readonly first: AbortSignal;
  /** Aborted by the second. */
  readonly second: AbortSignal;
  /** While `true`, Ctrl-C and Ctrl-\ are left to the command that has the terminal, which receives them too. */
  ignoreKeys(ignore: boolean): void;
  close(): void;
}

/**
 * Handles the signals that end a run, whatever state it is in. A closed output (`| head`, a terminal that was closed) counts as
 * SIGPIPE, for which Node reports an error (one on a full disk does not); also after `close`, so that the error does not end the process. Neither SIGPIPE
 * nor SIGHUP counts as a second signal: with a terminal they come together, and more than once.
 */
export function listenToSignals(outputs: readonly NodeJS.WriteStream[]): Signals {
  const first = new AbortController();
  const second = new AbortController();
  // Each of the runs that a call starts or stops listens to them: Node would warn of the eleventh.
  setMaxListeners(0, first.signal, second.signal);
  let ignoresKeys = false;
  const handle = (name: NodeJS.Signals): void => {
    if (ignoresKeys && FROM_KEYS.includes(name)) return;
    if (!first.signal.aborted) first.abort(name);
    else if (name !== 'SIGHUP') second.abort(name);
  };
  // A closed terminal causes EIO and SIGHUP, in either order.
  for (const output of outputs)
    output.on('error', (error: NodeJS.ErrnoException) => {
      if (!isFull(error)) first.abort(error.code === 'EIO' ? 'SIGHUP' : 'SIGPIPE');
    });
  const signals = SIGNALS.filter(name => name !== 'SIGPROF' || !isProfiled());
  for (const name of signals) process.on(name, handle);
  return {
    first: first.signal,
    second: second.signal,
    ignoreKeys: ignore => void (ignoresKeys = ignore),
    close() {
      for (const name of signals) process.off(name, handle);
    },
  };
}

/** Node's CPU profiler takes a sample at each SIGPROF; a handler would replace its own, and end the run at the first one. */
function isProfiled(): boolean {
  const options = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' ');
  return /(?:^|\s)--(?:cpu-)?prof\b/.test(options);
}
