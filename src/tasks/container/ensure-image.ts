import {createObject} from '../../docker/create-object.ts';
import type {Engine} from '../../docker/docker.ts';
import {dockerError, statusOf} from '../../docker/engine-problem.ts';
import {isImageId} from '../../docker/image-name.ts';
import {pullImage} from '../../docker/pull-image.ts';
import {TaskError} from '../../vocabulary/failure.ts';
import {toolFailure} from '../../vocabulary/make-failure.ts';
import type {ContainerSpec} from './spec.ts';
import type {UpContext} from '../kind.ts';

/**
 * Sees to it that the engine has the image, as `pull` says.
 * @throws TaskError `docker`, or the reason of the context's signal
 */
export async function provideImage(
  engine: Engine,
  {image, pull = 'missing', platform}: ContainerSpec,
  context: UpContext,
): Promise<void> {
  const {task, signal} = context;
  const isId = isImageId(image);
  if ((pull !== 'always' || isId) && (await hasImage(engine, image, context))) return;
  if (pull === 'never' || isId) {
    const why = isId
      ? 'the engine has no image with this id'
      : 'it is not available locally, and `pull: never` forbids pulling it';
    throw new TaskError(toolFailure('docker', {task, doing: `use image \`${image}\``, why}));
  }
  if (engine.loginProblem !== undefined) context.warn(engine.loginProblem);
  context.report(`pulling ${image}`);
  try {
    await pullImage(engine, image, {
      ...(platform !== undefined && {platform}),
      signal,
      onLine: line => void context.output.write('stdout', Buffer.from(`${line}\n`)),
      onProgress: progress => context.report(`pulling ${image}: ${progress}`),
    });
  } catch (error) {
    throw dockerError(error, {task, doing: `pull \`${image}\``, signal});
  }
}

async function hasImage({api}: Engine, image: string, context: UpContext): Promise<boolean> {
  const {task, signal, services} = context;
  try {
    await createObject(api.getImage(image).inspect(), {signal, clock: services.clock});
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw dockerError(error, {task, doing: `look for image \`${image}\``, signal});
  }
}
