import type {Engine} from './docker.ts';

/**
 * Whether an engine forgets an image that BuildKit has made once its last name goes to another one: with the containerd image store
 * it does (https://docs.docker.com/engine/storage/containerd/), with its own it keeps the image by its id.
 */
export async function keepsNamedOnly({api}: Engine): Promise<boolean> {
  const {DriverStatus: facts} = (await api.info()) as {
    readonly DriverStatus?: readonly (readonly string[])[] | null;
  };
  return facts?.some(([name, value]) => name === 'driver-type' && value?.includes('containerd')) ?? false;
}
