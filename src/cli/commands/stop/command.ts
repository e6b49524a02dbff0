import type {CliContext} from '../../context.ts';
import {isDown, requestTasks, type RequestFlags} from '../request-tasks.ts';

/** `bottle stop`: stops tasks of a live run after their dependents. */
export async function stopCommand(
  tasks: readonly string[],
  flags: RequestFlags,
  world: CliContext,
): Promise<number> {
  const ask = {tasks, isMet: isDown};
  return await requestTasks(
    {...ask, ask: async client => await client.request('stop', {tasks})},
    flags,
    world,
  );
}
