import {outputLines} from '../../output/output-lines.ts';
import {groupIsAlive} from '../../processes/process-group.ts';
import {sendSignal} from '../../processes/send-signal.ts';
import {launchHost, type HostCommand, type LaunchContext} from './launch.ts';
import {orAbandon, recordOf, targetOf} from '../../processes/process-record.ts';
import type {UpContext} from '../task-context.ts';

/** The result of a brief command. */
export interface CommandAnswer {
  readonly code: number;
  /** The last line that it printed; '' if it printed nothing. */
  readonly lastLine: string;
}

/** Dependencies for running a brief command. */
export type BriefContext = Omit<LaunchContext, 'output'> & Pick<UpContext, 'record' | 'forget'>;

/**
 * Runs a host command on behalf of a task, such as a probe or a part of its teardown. It is in the journal while it runs. Its group
 * is killed when it ends or `signal` fires. Its output is not part of the task's output.
 * @throws TaskError `cannot-start`
 */
export async function runBriefly(
  command: Omit<HostCommand, 'streams'>,
  context: BriefContext,
  signal: AbortSignal,
): Promise<CommandAnswer> {
  const lines = outputLines();
  const output: LaunchContext['output'] = {
    write(stream, chunk) {
      lines.write(stream, chunk);
      return undefined;
    },
    end: async () => lines.end(),
  };
  const process = await launchHost({...command, streams: 'merged'}, {...context, output});
  const record = recordOf(process, 0);
  await orAbandon(process, context.record(record));
  const kill = (): void => sendSignal(targetOf(record), 'SIGKILL');
  signal.addEventListener('abort', kill, {once: true});
  try {
    if (signal.aborted) kill();
    else process.begin();
    const {code = 1} = await process.ended;
    return {code, lastLine: lines.last(1)[0] ?? ''};
  } finally {
    signal.removeEventListener('abort', kill);
    // Otherwise, processes left in its group would accumulate with every attempt.
    if (await groupIsAlive(process.identity)) kill();
    await context.forget(record);
  }
}
