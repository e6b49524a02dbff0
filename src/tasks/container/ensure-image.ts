import type {Engine} from '../../docker/docker.ts';
import {dockerError, statusOf} from '../../docker/engine-problem.ts';
import {isImageId} from '../../docker/image-name.ts';
import {nameEarlyImage} from '../shared/image-ahead.ts';
import {pullImage} from '../../docker/pull-image.ts';
import {TaskError} from '../../vocabulary/failure.ts';
import {toolFailure} from '../../vocabulary/make-failure.ts';
import type {ContainerSpec} from './spec.ts';
import type {UpContext} from '../kind.ts';

/** The result, or `undefined` if the engine does not have the image: as Docker and Podman report it, unlike other things that are missing. */
export async function ifImageExists<Made>(made: Promise<Made>): Promise<Made | undefined> {
  try {
    return await made;
  } catch (error) {
    if (statusOf(error) === 404 && /no such image/i.test((error as Error).message)) return undefined;
    throw error;
  }
}

/**
 * Pulls the image of a container, as far as `pull` allows.
 * @throws TaskError `docker`, or the reason of the context's signal
 */
export async function provideImage(
  engine: Engine,
  {image, pull, platform}: ContainerSpec,
  context: UpContext,
): Promise<void> {
  const {task, signal} = context;
  const isId = isImageId(image);
  if (pull === 'never' || isId) {
    const why = isId
      ? 'the engine has no image with this id'
      : 'it is not available locally, and `pull: never` forbids pulling it';
    throw new TaskError(toolFailure('docker', {task, doing: `use image \`${image}\``, why}));
  }
  if (pull !== 'always' && (await nameEarlyImage(engine, image, context))) return;
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
