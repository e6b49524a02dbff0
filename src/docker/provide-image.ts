import type {ImageRequest, PlacedImage} from '../places/image-request.ts';
import type {PlaceContext} from '../places/place-context.ts';
import {buildTask} from './build-task.ts';
import type {Engine} from './docker.ts';
import {dockerError} from './engine-problem.ts';
import {pullTask} from './pull-task.ts';

/** Builds or pulls an image. @throws TaskError `docker` */
export async function provideImage(
  engine: Engine,
  request: ImageRequest,
  context: PlaceContext,
): Promise<PlacedImage> {
  const {task, signal} = context;
  signal.throwIfAborted();
  try {
    const made = await ('build' in request
      ? buildTask(engine, request, context)
      : pullTask(engine, request, context));
    // Returns the id, since a tag may move to another image at any time, for example by another launch of the same file.
    return {...made, ref: made.id};
  } catch (error) {
    const doing = 'build' in request ? `build \`${request.build}\`` : `pull \`${request.pull}\``;
    throw dockerError(error, {task, doing, signal});
  }
}
