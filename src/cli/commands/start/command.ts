import type {CliContext} from '../../context.ts';
import {isUp, requestTasks, type RequestFlags} from '../request-tasks.ts';

/** `bottle start`: starts tasks of a live run and their dependencies. */
export async function startCommand(
  tasks: readonly string[],
  flags: RequestFlags,
  world: CliContext,
): Promise<number> {
  const ask = {tasks, isMet: isUp};
  return await requestTasks(
    {...ask, ask: async client => await client.request('start', {tasks})},
    flags,
    world,
  );
}
