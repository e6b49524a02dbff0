import {asError} from './caught-error.ts';
import type {ExitFailure, PortTakenFailure, TaskFailure, Tool, ToolFailure} from './failure.ts';
import type {TaskName} from './ids.ts';

/** The failures with a given reason. */
type FailureOf<Reason extends TaskFailure['reason']> = Extract<TaskFailure, {readonly reason: Reason}>;

/** A command or process exited; by default, while its task was starting, and without the terminal. */
export function exitFailure(
  facts: Pick<ExitFailure, 'task' | 'exit' | 'lastLines'> & Partial<Omit<ExitFailure, 'reason'>>,
): ExitFailure {
  return {reason: 'exited', during: 'starting', terminal: false, ...facts};
}

/** @param what the program that cannot start, or the kind of the task */
export function startFailure(task: TaskName, what: string, why: string): FailureOf<'cannot-start'> {
  return {reason: 'cannot-start', task, what, why};
}

/** The outputs of a task differ from the declared ones. */
export function outputFailure(task: TaskName, detail: string): FailureOf<'bad-output'> {
  return {reason: 'bad-output', task, detail};
}

/** A request to a Docker engine or a Kubernetes cluster failed, or a call to smolvm. */
export function toolFailure<Name extends Tool>(
  tool: Name,
  facts: Omit<ToolFailure<Name>, 'reason'>,
): ToolFailure<Name> {
  return {reason: tool, ...facts};
}

/** Another process or a container uses the port at `address`. */
export function portTakenFailure({
  address,
  port,
  ...facts
}: Omit<PortTakenFailure, 'reason' | 'endpoint'> & {
  readonly address: string;
  readonly port: number;
}): PortTakenFailure {
  const host = address.includes(':') ? `[${address}]` : address;
  return {reason: 'port-taken', endpoint: `${host}:${port}`, ...facts};
}

/** An error that must be a bug in bottle. */
export function internalFailure(error: unknown): FailureOf<'internal'> {
  const {message, stack = ''} = asError(error);
  return {reason: 'internal', message, stack};
}
