import type {Clock} from '../../vocabulary/clock.ts';
import {closest} from '../../vocabulary/suggest.ts';
import type {ClusterAccess, ClusterTls} from './access.ts';
import {inCluster} from './in-cluster.ts';
import {readKubeconfig, type ClusterEntry, type Kubeconfig} from './kubeconfig.ts';
import {KubernetesError} from './problem.ts';
import {proxyFor} from './proxy.ts';
import {readPem} from './read-pem.ts';
import {userCredentials} from './user-credentials.ts';

/** The keys of a cluster in a launch file; all of them have defaults. */
export interface AccessRequest {
  /** The path of a kubeconfig. Default: the files that kubectl uses. */
  readonly kubeconfig?: string;
  /** The name of a context. Default: the current one. */
  readonly context?: string;
}

/** Inputs of the search for a cluster. */
export interface AccessServices {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly clock: Clock;
}

/**
 * Finds the address and credentials of a cluster like kubectl: from a kubeconfig, else from the service account of the
 * pod that bottle runs in. Sends no requests.
 * @throws KubernetesError `no-access`
 */
export async function findAccess(request: AccessRequest, services: AccessServices): Promise<ClusterAccess> {
  const {kubeconfig: path, context} = request;
  const kubeconfig = await readKubeconfig({...services, ...(path !== undefined && {path})});
  const isEmpty = kubeconfig.contexts.size === 0 && kubeconfig.clusters.size === 0;
  if (isEmpty && path === undefined && context === undefined) {
    const pod = await inCluster(services);
    if (pod) return pod;
  }
  return await fromContext(kubeconfig, context ?? kubeconfig.currentContext, services);
}

async function fromContext(
  kubeconfig: Kubeconfig,
  name: string | undefined,
  services: AccessServices,
): Promise<ClusterAccess> {
  const {contexts, clusters, users, files} = kubeconfig;
  const where = files.length === 0 ? 'the kubeconfig' : files.join(', ');
  if (name === undefined) throw noContext(where, files);
  const source = `context \`${name}\` of ${where}`;
  const context = contexts.get(name);
  if (!context) throw unknownContext(name, where, [...contexts.keys()]);
  const cluster = context.cluster === undefined ? undefined : clusters.get(context.cluster);
  if (cluster?.server === undefined)
    throw incomplete(source, `its cluster \`${context.cluster ?? ''}\` is not defined`);
  const user = context.user === undefined || context.user === '' ? undefined : users.get(context.user);
  if (!user && context.user) throw incomplete(source, `its user \`${context.user}\` is not defined`);
  const server = serverOf(cluster.server, source);
  const tls = await tlsOf(cluster, source);
  const proxy = proxyFor(server, cluster['proxy-url'], services.env);
  return {
    ...{server, context: name, namespace: context.namespace ?? 'default', source, tls},
    credentials: await userCredentials(user, {...services, source, server, cluster, tls}),
    ...(proxy !== undefined && {proxy}),
  };
}

function serverOf(text: string, source: string): string {
  // kubectl uses plain HTTP for an address without a scheme.
  const url = /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(url) || !/^https?:/i.test(url))
    throw incomplete(source, `the address of its server, \`${text}\`, is not a URL`);
  return new URL(url).href.replace(/\/$/, '');
}

async function tlsOf(cluster: ClusterEntry, source: string): Promise<ClusterTls> {
  const ca = await readPem(cluster, 'certificate-authority', source);
  const serverName = cluster['tls-server-name'];
  return {
    insecure: cluster['insecure-skip-tls-verify'] === true,
    ...(ca !== undefined && {ca}),
    ...(serverName !== undefined && {serverName}),
  };
}

function noContext(where: string, files: readonly string[]): KubernetesError {
  const why = files.length === 0 ? 'there is no kubeconfig' : 'no context is selected';
  const next =
    files.length === 0
      ? 'create `~/.kube/config`, or set `KUBECONFIG` to its path'
      : 'set `context`, or select one with `kubectl config use-context`';
  return new KubernetesError({problem: 'no-access', source: where, why, next});
}

function unknownContext(name: string, where: string, known: readonly string[]): KubernetesError {
  const similar = closest(name, known);
  const next =
    similar === undefined
      ? `choose one of its contexts (${known.join(', ') || 'it has none'})`
      : `did you mean \`${similar}\`?`;
  return new KubernetesError({
    ...{problem: 'no-access', source: where, why: `there is no context \`${name}\``, next},
  });
}

function incomplete(source: string, why: string): KubernetesError {
  return new KubernetesError({problem: 'no-access', source, why, next: 'correct the kubeconfig'});
}
