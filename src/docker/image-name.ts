import type {Engine} from './docker.ts';

/** The normalized name of an image, for comparisons: `app`, `app:latest` and `docker.io/library/app` are the same. */
export function imageName(reference: string): string {
  const short = reference.replace(/^(index\.)?docker\.io\//, '').replace(/^library\//, '');
  return /[@:][^/]*$/.test(short) ? short : `${short}:latest`;
}

/** Whether a reference is an image id, which no registry can resolve. */
export function isImageId(reference: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(reference);
}

/** Adds a name to an image. */
export async function nameImage({api}: Engine, id: string, name: string): Promise<void> {
  const [, repo = name, tag = 'latest'] = /^(.*?)(?::([^:/]+))?$/.exec(name) ?? [];
  await api.getImage(id).tag({repo, tag});
}
