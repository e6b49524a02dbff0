const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What the signals to this process mean for a run. */
export interface Signals {
  /** Fires with the first; its reason is the signal's name. */
  readonly first: AbortSignal;
  /** Fires with the second. */
  readonly second: AbortSignal;
  /** Leaves Ctrl-C to the command that has the terminal, which gets it too, until `false` is said. */
  ignoreInterrupts(ignore: boolean): void;
  close(): void;
}

/**
 * Listens to the signals that end a run, in whatever state it is. An output that nobody reads any more (`| head`, a
 * terminal that was closed) counts as SIGPIPE, for which Node reports an error; also when this is closed, lest that error
 * ends the process. Neither that nor SIGHUP is a second signal: with a terminal they come together, and more than once.
 */
export function listenToSignals(outputs: readonly NodeJS.WriteStream[]): Signals {
  const first = new AbortController();
  const second = new AbortController();
  let ignoresInterrupts = false;
  const hear = (name: NodeJS.Signals): void => {
    if (name === 'SIGINT' && ignoresInterrupts) return;
    if (!first.signal.aborted) first.abort(name);
    else if (name !== 'SIGHUP') second.abort(name);
  };
  for (const output of outputs) output.on('error', () => first.abort('SIGPIPE'));
  for (const name of SIGNALS) process.on(name, hear);
  return {
    first: first.signal,
    second: second.signal,
    ignoreInterrupts: ignore => void (ignoresInterrupts = ignore),
    close() {
      for (const name of SIGNALS) process.off(name, hear);
    },
  };
}
