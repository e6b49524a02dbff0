import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {ifExists} from '../../processes/expected-error.ts';
import type {Clock} from '../../vocabulary/clock.ts';
import type {ClusterAccess} from './access.ts';
import {tokenFileCredentials} from './token-file.ts';

/** The folder in which a kubelet mounts the service account of a pod. */
const FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The cluster of the pod that bottle runs in, with the service account of the pod; `undefined` outside pods.
 * https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/
 */
export async function inCluster(
  {env, clock}: {readonly env: Readonly<Record<string, string | undefined>>; readonly clock: Clock},
  folder = FOLDER,
): Promise<ClusterAccess | undefined> {
  const {KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port} = env;
  const read = async (name: string): Promise<string | undefined> =>
    await ifExists(readFile(join(folder, name), 'utf8'));
  if (!host || !port || (await read('token')) === undefined) return undefined;
  const source = 'the service account of this pod';
  const ca = await read('ca.crt');
  const namespace = await read('namespace');
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    ...{namespace: namespace?.trim() ?? 'default', source},
    tls: {insecure: false, ...(ca !== undefined && {ca})},
    credentials: tokenFileCredentials(join(folder, 'token'), {clock, source}),
  };
}
