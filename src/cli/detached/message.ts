import type {RunResult} from '../../runner/run-options.ts';
import type {RunEvent} from '../../vocabulary/event.ts';
import type {TaskFailure} from '../../vocabulary/failure.ts';

/**
 * Messages from the process of a detached run to the call that started it, as JSON lines over the descriptor {@link MESSAGES}. The
 * format is private, since both ends run the same version of bottle.
 */
export type Message =
  | {readonly type: 'event'; readonly event: RunEvent}
  /** Everything is ready, and the rest of the package is loaded. */
  | {readonly type: 'ready'; readonly name: string}
  /** The run has ended, with its exit code. */
  | {
      readonly type: 'ended';
      readonly code: number;
      readonly result: RunResult;
      readonly bugs: readonly TaskFailure[];
    }
  /** The run could not start. */
  | {readonly type: 'failed'; readonly code: number; readonly failure: TaskFailure};

/** The descriptor for messages in the process of the run. */
export const MESSAGES = 3;
