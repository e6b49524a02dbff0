import type {Engine} from './docker.ts';

/**
 * Whether an engine deletes an image built by BuildKit when its last tag moves to another image. With the containerd
 * image store (https://docs.docker.com/engine/storage/containerd/), it does; with the classic image store, the image
 * remains available by its id.
 */
export async function keepsNamedOnly({api}: Engine): Promise<boolean> {
  const {DriverStatus: facts} = (await api.info()) as {
    readonly DriverStatus?: readonly (readonly string[])[] | null;
  };
  return facts?.some(([name, value]) => name === 'driver-type' && value?.includes('containerd')) ?? false;
}
