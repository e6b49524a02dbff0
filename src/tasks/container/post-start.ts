import {ChannelError, type TaskChannel} from '../../channels/channel.ts';
import {TaskError} from '../../vocabulary/failure.ts';
import {toolFailure} from '../../vocabulary/make-failure.ts';
import {commandLine} from '../shared/command-line.ts';
import type {UpContext} from '../task-context.ts';
import {exitText, type HookSpec} from './hooks.ts';

/**
 * Runs the `post_start` commands of a container one after another. Their output is part of the task's output.
 * @throws TaskError `docker` or `kubernetes` if a command fails, or the reason of the context's signal
 */
export async function runPostStart(
  hooks: readonly HookSpec[],
  channel: TaskChannel,
  context: UpContext,
): Promise<void> {
  for (const hook of hooks) {
    context.report(`running \`post_start\` command \`${hook.text}\``);
    const why = await whyFailed(hook, channel, context);
    if (why === undefined) continue;
    const doing = `run \`post_start\` command \`${hook.text}\``;
    throw new TaskError(toolFailure(channel.tool, {task: context.task, doing, why}));
  }
}

async function whyFailed(
  {command, env, place}: HookSpec,
  channel: TaskChannel,
  {signal, output}: UpContext,
): Promise<string | undefined> {
  const line = commandLine(command, 'sh', env);
  const options = {...place, env: line.env, signal, onOutput: output.write};
  try {
    const {code, stderr} = await channel.exec(line.argv, options);
    return code === 0 ? undefined : exitText(code, stderr);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ChannelError) return error.message;
    throw error;
  }
}
