import type {BuildRequest, ImageRequest, PlacedImage} from '../places/image-request.ts';
import type {PlaceContext} from '../places/place-context.ts';
import type {KubernetesPlace} from '../schema/places.ts';

/** An image built on this machine. */
export interface BuiltImage {
  readonly id: string;
  readonly unchanged?: string;
  /** Adds a name to it. */
  rename(name: string): Promise<void>;
}

/** Builds an image with the engine on this machine. */
export type BuildImage = (request: BuildRequest, context: PlaceContext) => Promise<BuiltImage>;

/**
 * Provides an image for a cluster. A pulled image is left to the kubelets, which pull it on each node that needs it.
 * Otherwise, the image is built here, gets a name that is unique to its contents, and is loaded with the command of the
 * place.
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

/** Nodes identify an image by its name, so the name must change with the contents. */
function nameOf(id: string, {run, task}: PlaceContext): string {
  const name = `${run.name}-${task}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `localhost/bottle-${name}:${id.replace(/^sha256:/, '').slice(0, 12)}`;
}
