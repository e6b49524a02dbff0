import {raceAbort} from '../../processes/race-abort.ts';
import {TaskError} from '../../vocabulary/failure.ts';
import {exitFailure} from '../../vocabulary/make-failure.ts';
import type {Up, UpContext} from '../task-context.ts';
import {captured} from '../shared/captured-output.ts';
import {lastOutput} from '../../output/last-output.ts';
import {printedOutputs} from '../shared/printed-outputs.ts';
import {runPostStart} from './post-start.ts';
import {requestOf} from './inputs.ts';
import type {ContainerSpec} from './spec.ts';

/**
 * Runs a container to its end and returns its outputs. If the signal fires, rejects immediately with its reason. The container is in
 * the journal, so `down` ends it.
 *
 * @throws TaskError `exited` for any exit code but 0, `bad-output`, or a failure of the place
 */
export async function runToEnd(spec: ContainerSpec, context: UpContext): Promise<Up> {
  const request = await requestOf(spec, context);
  const place = await context.place();
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
  const placed = await place.createContainer(request, {...context, output});
  await placed.start();
  await runPostStart(spec.postStart, placed.channel, context);
  context.started();
  context.report('running');
  const ended = placed.ended();
  if (request.ports.length > 0) await placed.reach();
  const exit = await raceAbort(ended, context.signal);
  const {task} = context;
  if (exit.code !== 0) throw new TaskError(exitFailure({task, exit, ...lastOutput(context.output)}));
  const {id, name} = placed;
  return {
    outputs: {id, name, stdout: stdout.text(), ...printed.outputs(task)},
    subject: {output: context.output.lines},
  };
}
