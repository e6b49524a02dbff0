import {groupIsAlive} from '../processes/process-group.ts';
import {recordOf, launchHost} from '../tasks/host-task.ts';
import type {UpContext} from '../tasks/kind.ts';
import {killProcess} from '../tasks/stop-process.ts';
import type {ResolvedCommand} from '../values/value-source.ts';
import {outputLines} from '../probes/output-lines.ts';

/** How a probe's command ended. */
export interface CommandAnswer {
  readonly code: number;
  /** The last line that it printed, '' where it printed none. */
  readonly lastLine: string;
}

/**
 * Runs the command of a `command` probe, once. It is in the journal while it runs, and what is left of its group is
 * killed when it ends or `context.signal` fires. Its output is not the task's: an attempt that fails is no news.
 */
export async function runProbeCommand(
  command: ResolvedCommand,
  shell: string,
  context: UpContext,
): Promise<CommandAnswer> {
  const lines = outputLines();
  const output = {...context.output, write: lines.write, end: lines.end};
  const process = await launchHost(
    {command, shell, cwd: context.file.dir, streams: 'merged'},
    {...context, output},
  );
  const record = recordOf(process, 0);
  await context.record(record);
  const kill = (): void => killProcess(record);
  context.signal.addEventListener('abort', kill, {once: true});
  try {
    if (context.signal.aborted) kill();
    else process.begin();
    const {code = 1} = await process.ended;
    return {code, lastLine: lines.last(1)[0] ?? ''};
  } finally {
    context.signal.removeEventListener('abort', kill);
    // What it left in its group would be there once more after every attempt.
    if (await groupIsAlive(process.identity)) kill();
    await context.forget(record);
  }
}
