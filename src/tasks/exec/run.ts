import {ChannelError, type ExecOptions, type TaskChannel} from '../../channels/channel.ts';
import {TaskError, type Exit} from '../../vocabulary/failure.ts';
import {exitFailure, startFailure} from '../../vocabulary/make-failure.ts';
import {captured} from '../shared/captured-output.ts';
import {commandLine} from '../shared/command-line.ts';
import type {ExecSpec} from './spec.ts';
import type {UpContext} from '../task-context.ts';
import {printedOutputs} from '../shared/printed-outputs.ts';
import {lastOutput} from '../../output/last-output.ts';

/**
 * Runs a task's command in its container or machine, and returns its outputs.
 * @throws TaskError `exited` for any exit code but 0, `docker`, `smolvm` or `kubernetes` if the channel fails, `cannot-start`,
 * `bad-output`, or the reason of the context's signal
 */
export async function runInside(
  spec: ExecSpec,
  channel: TaskChannel,
  context: UpContext,
): Promise<Readonly<Record<string, string>>> {
  try {
    return spec.interactive
      ? await inTerminal(spec, channel, context)
      : await capturing(spec, channel, context);
  } catch (error) {
    context.signal.throwIfAborted();
    throw error instanceof ChannelError ? failureOf(error, channel.tool, spec, context) : error;
  }
}

async function capturing(spec: ExecSpec, channel: TaskChannel, context: UpContext) {
  const stdout = captured();
  const printed = printedOutputs(spec.outputs);
  const output = stdout.tee(context.output);
  const {argv, options} = invocation(spec, context);
  const onOutput: ExecOptions['onOutput'] = (stream, chunk) => {
    if (stream === 'stdout') context.hideSecrets(printed.push(chunk));
    return output.write(stream, chunk);
  };
  try {
    context.started();
    const {code} = await channel.exec(argv, {...options, onOutput});
    if (code !== 0) throw badExit(exitOf(code), spec, context);
  } finally {
    await output.end();
  }
  return {stdout: stdout.text(), ...printed.outputs(context.task)};
}

async function inTerminal(spec: ExecSpec, channel: TaskChannel, context: UpContext) {
  const giveBack = await context.takeTerminal();
  try {
    context.signal.throwIfAborted();
    const {argv, options} = invocation(spec, context);
    const {TERM} = context.env;
    const env = {...(TERM !== undefined && {TERM}), ...options.env};
    context.started();
    const code = await channel.execInTerminal(argv, {...options, env});
    if (code !== 0) throw badExit(exitOf(code), spec, context);
    return {};
  } finally {
    giveBack();
  }
}

function invocation(
  {command, user, workdir, env: own}: ExecSpec,
  {signal, envFile, runVariables}: UpContext,
) {
  const {argv, env} = commandLine(command, 'sh', {...runVariables, ...envFile, ...own});
  return {
    argv,
    options: {signal, env, ...(user !== undefined && {user}), ...(workdir !== undefined && {workdir})},
  };
}

/** An exit code above 128 does not prove a signal, but no program exits with the code of SIGKILL on its own. */
function exitOf(code: number): Exit {
  return code === 137 ? {code, signal: 'SIGKILL'} : {code};
}

function badExit(exit: Exit, {interactive, idempotent}: ExecSpec, {task, output}: UpContext): TaskError {
  const said = interactive ? {lastLines: []} : lastOutput(output);
  const killed = exit.signal && {mayRetry: idempotent};
  return new TaskError(exitFailure({task, exit, terminal: interactive, ...said, ...killed}));
}

/**
 * Converts a channel error to a failure, and writes a note to the output, so that the log distinguishes failed from interrupted
 * commands.
 */
function failureOf(
  {message, blame}: ChannelError,
  tool: TaskChannel['tool'],
  spec: ExecSpec,
  {task, output}: UpContext,
): TaskError {
  if (blame === 'request') return new TaskError(startFailure(task, spec.commandText, message));
  const note = `bottle: the command itself did not fail, the exec channel of ${spec.in} did: ${message}\n`;
  void output.write('stderr', Buffer.from(note));
  return new TaskError({
    reason: tool,
    task,
    doing: `run \`${spec.commandText}\` in \`${spec.in}\``,
    why: message,
  });
}
