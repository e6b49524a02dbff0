import type {CliContext} from '../../context.ts';
import {requestTasks, type RequestFlags} from '../request-tasks.ts';

/** `bottle stop`: stops tasks of a live run after their dependents. */
export async function stopCommand(
  tasks: readonly string[],
  flags: RequestFlags,
  cli: CliContext,
): Promise<number> {
  return await requestTasks({method: 'stop', tasks}, flags, cli);
}
