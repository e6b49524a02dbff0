import type {Engine} from './docker.ts';

/** The one spelling of an image's name, so that two can be compared: `app`, `app:latest` and `docker.io/library/app` are one. */
export function imageName(reference: string): string {
  const short = reference.replace(/^(index\.)?docker\.io\//, '').replace(/^library\//, '');
  return /[@:][^/]*$/.test(short) ? short : `${short}:latest`;
}

/** Whether a reference is the id of an image, which no registry has. */
export function isImageId(reference: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(reference);
}

/** Gives an image one more name. */
export async function nameImage({api}: Engine, id: string, name: string): Promise<void> {
  const [, repo = name, tag = 'latest'] = /^(.*?)(?::([^:/]+))?$/.exec(name) ?? [];
  await api.getImage(id).tag({repo, tag});
}
