import type {CliContext} from '../../context.ts';
import {requestTasks, type RequestFlags} from '../request-tasks.ts';

/** The flags of `bottle restart`, as parsed by commander. */
export interface RestartFlags extends RequestFlags {
  /** False for `--no-deps`. */
  readonly deps: boolean;
  readonly renew?: boolean;
}

/** `bottle restart`: restarts tasks of a live run and their dependents. */
export async function restartCommand(
  tasks: readonly string[],
  flags: RestartFlags,
  cli: CliContext,
): Promise<number> {
  const {deps, renew = false} = flags;
  return await requestTasks({method: 'restart', tasks, deps, renew}, flags, cli);
}
