import {hasCode, messageOf} from '../vocabulary/caught-error.ts';
import {failureText} from './text/failure-text.ts';
import {internalFailure} from '../vocabulary/make-failure.ts';
import {isFull} from '../state/disk-reserve.ts';
import {EXIT_LOST_OUTPUT, failureCode} from './exit-code.ts';

/** Uncaught errors: thrown by the handler of an event or a timer, or rejected and never awaited. */
export interface Uncaught {
  /**
   * Hands them to `handler` until the returned function is called. Otherwise the first one is reported and ends the process: there
   * is nothing to tear down.
   */
  handOver(handler: (error: unknown) => void): () => void;
}

/**
 * Catches errors that nothing else has caught; the only place that does. Without it Node prints a line of the bundle, which is thousands
 * of characters long, and ends the process with everything still running.
 */
export function catchUncaught(stderr: () => NodeJS.WriteStream): Uncaught {
  let handler = endProcess;
  process.on('uncaughtException', error => handler(error));
  return {
    handOver(taken) {
      handler = taken;
      return () => void (handler = endProcess);
    },
  };

  function endProcess(error: unknown): void {
    // The reader has closed the pipe (`bottle plan | head`), which is not an error.
    if (hasCode(error, 'EPIPE')) process.exit(EXIT_PIPE);
    // `bottle plan > file` on a full disk.
    if (isFull(error)) {
      stderr().write(`error: cannot write the output: ${messageOf(error)}\n`, () =>
        process.exit(EXIT_LOST_OUTPUT),
      );
      return;
    }
    const failure = internalFailure(error);
    stderr().write(`${failureText(failure)}\n`, () => process.exit(failureCode(failure)));
  }
}

/** The uncaught errors of a run: the first ends it, the others are reported after its end. */
export interface RunBugs {
  /** Aborted with the first. */
  readonly first: AbortSignal;
  /** Those after it, a few at most: a timer may throw on every tick. */
  readonly others: readonly unknown[];
  close(): void;
}

const MAX_OTHERS = 3;

/** Takes uncaught errors for as long as a run lasts. */
export function collectBugs(uncaught: Uncaught): RunBugs {
  const first = new AbortController();
  const others: unknown[] = [];
  const close = uncaught.handOver(error => {
    if (!first.signal.aborted) first.abort(error);
    else if (others.length < MAX_OTHERS) others.push(error);
  });
  return {first: first.signal, others, close};
}

/** 128 + SIGPIPE. */
const EXIT_PIPE = 141;
