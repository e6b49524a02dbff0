import {readFile} from 'node:fs/promises';
import {resolve} from 'node:path';
import {messageOf} from '../../vocabulary/caught-error.ts';
import {KubernetesError} from './problem.ts';

type PemKey = 'certificate-authority' | 'client-certificate' | 'client-key';

/** An entry with certificates and keys, each as a file path or as base64 data. Data takes precedence. */
export type PemEntry = {readonly folder: string} & Readonly<
  Partial<Record<PemKey | `${PemKey}-data`, string>>
>;

/** The contents of a certificate or key, as PEM; `undefined` if the entry has none. @throws KubernetesError `no-access` */
export async function readPem(entry: PemEntry, key: PemKey, source: string): Promise<string | undefined> {
  const {[key]: path, [`${key}-data` as const]: data} = entry;
  if (data) return Buffer.from(data, 'base64').toString('utf8');
  if (!path) return undefined;
  const file = resolve(entry.folder, path);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const why = `\`${key}\` cannot be read: ${messageOf(error)}`;
    throw new KubernetesError({problem: 'no-access', source, why, next: 'correct the kubeconfig'});
  }
}
