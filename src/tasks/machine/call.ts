import type {Backpressure} from '../../processes/backpressure.ts';
import {firstBytes} from '../../processes/first-bytes.ts';
import type {SmolvmCall} from '../../smolvm/command-arguments.ts';
import {failureReader, withFailureCodes} from '../../smolvm/own-failure.ts';
import {lacksHypervisor, reasonOf} from '../../smolvm/problem.ts';
import {TaskError} from '../../vocabulary/failure.ts';
import {toolFailure} from '../../vocabulary/make-failure.ts';
import {runHost} from '../host/run-command.ts';
import type {UpContext} from '../task-context.ts';
import {lastOutput} from '../../output/last-output.ts';

/**
 * Runs a smolvm command that changes something. Like host commands, it waits at a gate and is in the journal while it runs, because
 * if it outlived bottle, it could create a machine after the teardown.
 * @returns the first 1 MiB of its standard output
 * @throws TaskError `smolvm`, or the reason of the context's signal
 */
export async function performCall(
  call: SmolvmCall,
  {doing, onEnd}: Performance,
  context: UpContext,
): Promise<string> {
  const {task, output, services, signal} = context;
  const version = await services.smolvm.version(task, signal);
  const {args, env} = withFailureCodes(call, version);
  const reader = failureReader(version);
  const said = {stdout: firstBytes(), stderr: firstBytes()};
  const show = (chunk: Uint8Array): Backpressure => {
    said.stderr.add(chunk);
    return output.write('stderr', chunk);
  };
  const kept: UpContext['output'] = {
    ...output,
    write(stream, chunk) {
      // On stdout, smolvm only suggests what to type next.
      if (stream === 'stdout') said.stdout.add(chunk);
      return stream === 'stderr' ? show(reader.push(chunk)) : undefined;
    },
    end: async () => undefined,
  };
  const command = {form: 'argv', argv: ['smolvm', ...args]} as const;
  const exit = await runHost(
    {command, shell: 'sh', cwd: context.file.dir, streams: 'separate', ...(env && {env: defined(env)})},
    {...context, env: services.smolvm.env, output: kept},
  );
  const {rest, failure} = reader.end();
  await show(rest);
  await onEnd?.();
  if (exit.code === 0) return said.stdout.text();
  const end = {code: exit.code ?? 1, stdout: said.stdout.text(), stderr: said.stderr.text(), failure};
  const why = reasonOf(end);
  const details = {
    ...(lacksHypervisor(end) && {lacksHypervisor: true}),
    ...lastOutput(output),
  };
  throw new TaskError(toolFailure('smolvm', {task, doing, why, ...details}));
}

/** The purpose of a call. */
interface Performance {
  /** Description for failures: "start its machine". */
  readonly doing: string;
  /** Called after the call, before a failure reads the last lines. */
  readonly onEnd?: () => Promise<void>;
}

function defined(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
