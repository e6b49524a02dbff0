import type {CliContext} from '../../context.ts';
import {requestTasks, type RequestFlags} from '../request-tasks.ts';

/** `bottle start`: starts tasks of a live run and their dependencies. */
export async function startCommand(
  tasks: readonly string[],
  flags: RequestFlags,
  cli: CliContext,
): Promise<number> {
  return await requestTasks({method: 'start', tasks}, flags, cli);
}
