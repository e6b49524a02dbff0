import type {BuildRequest, ImageRequest, PlacedImage} from '../places/image-request.ts';
import type {PlaceContext} from '../places/place-context.ts';
import type {KubernetesPlace} from '../schema/places.ts';

/** An image that this machine has built. */
export interface BuiltImage {
  readonly id: string;
  readonly unchanged?: string;
  /** Gives it one more name. */
  rename(name: string): Promise<void>;
}

/** Builds an image with the engine of this machine. */
export type BuildImage = (request: BuildRequest, context: PlaceContext) => Promise<BuiltImage>;

/**
 * An image for a cluster. One that is pulled is so by the kubelet of each node that needs it; one that is built is built here, under a
 * name that no other contents have, and loaded by the command of the place.
 */
export async function provideImage(
  request: ImageRequest,
  {load}: KubernetesPlace,
  build: BuildImage,
  context: PlaceContext,
): Promise<PlacedImage> {
  if (!('build' in request)) return {id: request.pull, ref: request.pull, unchanged: 'nodes pull it'};
  const {id, unchanged, rename} = await build(request, context);
  const ref = nameOf(id, context);
  await rename(ref);
  return {
    ...{id, ref},
    ...(unchanged !== undefined && {unchanged}),
    ...(load !== undefined && {load}),
  };
}

/** Nodes keep an image by its name: it has to change with the contents. */
function nameOf(id: string, {run, task}: PlaceContext): string {
  const name = `${run.name}-${task}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `localhost/bottle-${name}:${id.replace(/^sha256:/, '').slice(0, 12)}`;
}
