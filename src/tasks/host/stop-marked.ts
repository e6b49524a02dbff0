import {findMarkedProcesses} from '../../processes/task-processes.ts';
import type {RunEventBody} from '../../vocabulary/event.ts';
import type {TaskName} from '../../vocabulary/ids.ts';
import type {DownContext} from '../task-context.ts';
import type {Leftover} from '../../vocabulary/leftover.ts';
import {stopAll} from './stop-all.ts';

/** The time between SIGTERM and SIGKILL for processes that a run has left running. */
const GRACE_MS = 5_000;

/**
 * Stops processes that have the mark of a run but are not in its journal, because a command left them in their own session. Called
 * after everything else has been torn down, because tasks stop their own processes.
 */
export async function stopMarked({
  run,
  force,
  expired,
  services,
  emit,
}: MarkedContext): Promise<readonly Leftover[]> {
  const found = await findMarkedProcesses(run);
  const tasks = [...new Set(found.map(({task}) => task))];
  const left = tasks.map(async (task: TaskName) => {
    return await stopAll(
      found.filter(each => each.task === task),
      {
        ...{force, expired, services, graceMs: GRACE_MS},
        find: async () => await findMarkedProcesses(run, task),
        report: doing => emit({type: 'task-stop-progressed', task, doing}),
        reportStopped: names => emit({type: 'task-warned', task, warning: leftRunningText(names)}),
      },
    );
  });
  return (await Promise.all(left)).flat();
}

/** Inputs of {@link stopMarked}. */
export interface MarkedContext extends Pick<DownContext, 'run' | 'force' | 'expired' | 'services'> {
  readonly emit: (event: RunEventBody) => void;
}

function leftRunningText(names: readonly string[]): string {
  return `stopped processes that it left running: ${names.join(', ')}; to let a process outlive the run, start it with \`env -u BOTTLE_TASK\``;
}
