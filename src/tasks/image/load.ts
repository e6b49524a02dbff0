import type {Command} from '../../schema/values.ts';
import {TaskError} from '../../vocabulary/failure.ts';
import {exitFailure} from '../../vocabulary/make-failure.ts';
import {lastOutput} from '../../output/last-output.ts';
import {runHost} from '../host/run-command.ts';
import type {UpContext} from '../task-context.ts';

/**
 * Runs the command that makes an image available at its place. The variable `BOTTLE_IMAGE` contains the name of the image.
 * @throws TaskError `exited`, `cannot-start`, or the reason of the context's signal
 */
export async function loadImage(command: Command, image: string, context: UpContext): Promise<void> {
  const {task, output, file} = context;
  context.report(`loading ${image}`);
  const env = {...context.env, BOTTLE_IMAGE: image};
  const words =
    typeof command === 'string'
      ? ({form: 'shell', script: command, values: {}} as const)
      : ({form: 'argv', argv: command} as const);
  const exit = await runHost(
    {command: words, shell: 'sh', cwd: file.dir, streams: 'merged'},
    {...context, env},
  );
  if (exit.code !== 0) throw new TaskError(exitFailure({task, exit, ...lastOutput(output)}));
}
