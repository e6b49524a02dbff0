import type {ContainerRequest} from '../places/container-request.ts';
import type {PlaceContext} from '../places/place-context.ts';
import {messageOf} from '../vocabulary/caught-error.ts';
import {TaskError} from '../vocabulary/failure.ts';
import {toolFailure} from '../vocabulary/make-failure.ts';
import type {Engine} from './docker.ts';
import {dockerError, statusOf} from './engine-problem.ts';
import {nameEarlyImage} from './image-ahead.ts';
import {isImageId} from './image-name.ts';
import {pullImage} from './pull-image.ts';

/**
 * The result, or `undefined` if the engine does not have the image. Docker and Podman both report it with this message,
 * and other missing objects with a different one.
 */
export async function ifImageExists<Made>(made: Promise<Made>): Promise<Made | undefined> {
  try {
    return await made;
  } catch (error) {
    if (statusOf(error) === 404 && /no such image/i.test(messageOf(error))) return undefined;
    throw error;
  }
}

/**
 * Pulls the image of a container, if `pull` allows it.
 * @throws TaskError `docker`, or the abort reason of the context's signal
 */
export async function provideImageOf(
  engine: Engine,
  {image, pull, platform}: ContainerRequest,
  context: PlaceContext,
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
