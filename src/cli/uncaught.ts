import {hasCode, messageOf} from '../vocabulary/caught-error.ts';
import {failureText} from './text/failure-text.ts';
import {internalFailure} from '../vocabulary/make-failure.ts';
import {LostOutputError} from './lost-output.ts';
import type {Output} from './output.ts';
import {EXIT_LOST_OUTPUT, failureCode} from './exit-code.ts';

/** Uncaught errors: thrown by an event handler or a timer, or unhandled rejections. */
export interface Uncaught {
  /**
   * Passes uncaught errors to `handler` until the returned function is called. Without a handler, the first error is reported and ends
   * the process, since there is nothing to tear down.
   */
  handOver(handler: (error: unknown) => void): () => void;
}

/**
 * Catches all uncaught errors. Otherwise Node would print a line of the bundle, which is thousands of characters long, and end the
 * process with everything still running.
 */
export function catchUncaught(stderr: Output): Uncaught {
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
    if (error instanceof LostOutputError) {
      stderr.write(`error: cannot write the output: ${messageOf(error)}\n`, () =>
        process.exit(EXIT_LOST_OUTPUT),
      );
      return;
    }
    const failure = internalFailure(error);
    stderr.write(`${failureText(failure)}\n`, () => process.exit(failureCode(failure)));
  }
}

/** The uncaught errors of a run. The first one ends the run; the others are reported at its end. */
export interface RunBugs {
  /** Aborted with the first error. */
  readonly first: AbortSignal;
  /** Later errors. Only a few are kept, since a timer may throw on every tick. */
  readonly others: readonly unknown[];
  close(): void;
}

const MAX_OTHERS = 3;

/** Collects uncaught errors during a run. */
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
