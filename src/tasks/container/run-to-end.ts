import {raceAbort} from '../../processes/race-abort.ts';
import {TaskError} from '../../vocabulary/failure.ts';
import {exitFailure} from '../../vocabulary/make-failure.ts';
import type {Up, UpContext} from '../kind.ts';
import {captured} from '../shared/captured-output.ts';
import {lastOutput} from '../shared/last-output.ts';
import {printedOutputs} from '../shared/printed-outputs.ts';
import {endWithOutput} from './end-with-output.ts';
import {forwardPorts} from './forwarded-ports.ts';
import {runPostStart} from './post-start.ts';
import {inputsOf} from './inputs.ts';
import type {ContainerSpec} from './spec.ts';
import {startContainer} from './start.ts';

/**
 * Runs a container to its end and gives its outputs. If the signal fires, it rejects immediately with its reason; the container is then
 * in the journal, and ended by `down`.
 *
 * @throws TaskError `exited` for any exit code but 0, `bad-output`, or as `startContainer`
 */
export async function runToEnd(spec: ContainerSpec, context: UpContext): Promise<Up> {
  const parts = await inputsOf(spec, context);
  const stdout = captured();
  const printed = printedOutputs(spec.outputs);
  const tee = stdout.tee(context.output);
  const output: UpContext['output'] = {
    ...tee,
    write(stream, chunk) {
      if (stream === 'stdout') context.hideSecrets(printed.push(chunk));
      return tee.write(stream, chunk);
    },
  };
  const started = await startContainer(spec, parts, {...context, output});
  await runPostStart(spec.postStart, started, context);
  context.started();
  context.report('running');
  const ended = endWithOutput(started, context);
  await forwardPorts(started, {ports: parts.ports, ended}, context);
  const exit = await raceAbort(ended, context.signal);
  const {task} = context;
  if (exit.code !== 0) throw new TaskError(exitFailure({task, exit, ...lastOutput(context.output)}));
  const {id} = started.container;
  return {
    outputs: {id, name: parts.name, stdout: stdout.text(), ...printed.outputs(task)},
    subject: {output: context.output.lines},
  };
}
