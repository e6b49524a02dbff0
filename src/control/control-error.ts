import type {Hello, ResponseError} from './protocol.ts';

/** Why a request was not answered. */
export type ControlProblem =
  /** Nothing listens: the run's process is gone, or is starting or ending. */
  | {readonly why: 'not-running'}
  /** The socket belongs to another user. */
  | {readonly why: 'not-allowed'}
  /** The process does not respond: it is stopped (SIGSTOP, a debugger), or the machine is very busy. */
  | {readonly why: 'no-answer'}
  | {readonly why: 'wrong-version'; readonly server: Hello}
  /** The run ended before it answered. */
  | {readonly why: 'run-ended'}
  | {readonly why: 'refused'; readonly error: ResponseError};

/** An expected failure of a request to a run. */
export class ControlError extends Error {
  readonly problem: ControlProblem;

  constructor(problem: ControlProblem) {
    super(`control: ${JSON.stringify(problem)}`);
    this.problem = problem;
  }
}
