import {randomUUID} from 'node:crypto';
import {chmod, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import {mintLeaf, type Minted} from '../../../src/tasks/certificate/mint.ts';
import {temporaryDirectory, type WhenOver} from '../temporary-directory.ts';
import {createApiClient, type ApiClient} from './api-client.ts';
import {ADMIN_TOKEN, API_PORT, CONTROL_PLANE, startApiServer, startEtcd, writeKeys} from './control-plane.ts';
import {forwardedPort} from './forwarded-port.ts';
import {kubeconfig, type Credentials} from './kubeconfig.ts';
import {networkNamespace, type NetworkNamespace} from './network-namespace.ts';
import {runIn} from './run-in.ts';

/** An API server with its etcd. */
export interface ApiServer extends ApiClient {
  /** `https://127.0.0.1:<port>` from this machine. Unchanged after a restart. */
  readonly url: string;
  /** PEM. */
  readonly authority: string;
  /** An administrator's token. */
  readonly token: string;
  /** Path of an administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** `KUBECONFIG` of the administrator. */
  readonly env: Readonly<Record<string, string>>;
  /** Path of a kubeconfig for another user, who has a certificate and only the permissions of roles. */
  kubeconfigOf(user: string, namespace?: string): Promise<string>;
  /** A client for such a user. */
  as(user: string): Promise<ApiClient>;
  /**
   * Kills the API server, calls `meanwhile`, and starts the server again. Connections break, and new ones are closed
   * immediately until it responds. It answers earlier watches with 410.
   */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  /** The folder for logs of its programs. */
  readonly home: string;
  /** The namespace in which its programs run. */
  readonly namespace: NetworkNamespace;
}

export interface ApiServerOptions {
  /** When to stop the server. Default: after the test. For a suite, use `shared` of shared.ts. */
  readonly whenOver?: WhenOver;
  /** Additional arguments of kube-apiserver. */
  readonly args?: readonly string[];
}

/**
 * Starts an API server without nodes. Objects are stored, and tests write their status. No controller creates the
 * default service account of a namespace, so pods do not get one.
 */
export async function apiServer({
  whenOver = onTestFinished,
  args = [],
}: ApiServerOptions = {}): Promise<ApiServer> {
  return await startControlPlane({whenOver, args: ['--disable-admission-plugins=ServiceAccount', ...args]});
}

/** The same with service accounts. */
export async function startControlPlane({whenOver, args}: Required<ApiServerOptions>): Promise<ApiServer> {
  const home = await temporaryDirectory(whenOver);
  const namespace = await networkNamespace(join(home, 'state'), whenOver);
  await addBridge(namespace);
  const {authority} = await writeKeys(home);
  startEtcd(home, namespace);
  let server = startApiServer(home, namespace, args);
  const port = await forwardedPort(namespace, {home, port: API_PORT});
  const url = `https://127.0.0.1:${port}`;
  const client = createApiClient({url, authority: authority.cert, credentials: {token: ADMIN_TOKEN}});
  const isReady = async (): Promise<boolean> => (await client.request('GET', '/readyz')).status === 200;
  await server.ready(isReady);
  const write = async (name: string, credentials: Credentials, inside?: string): Promise<string> =>
    await writeKubeconfig(join(home, name), {
      ...{server: url, authority: authority.cert, credentials},
      ...(inside !== undefined && {namespace: inside}),
    });
  const adminConfig = await write('kubeconfig', {token: ADMIN_TOKEN});
  return {
    ...client,
    ...{url, home, namespace, authority: authority.cert, token: ADMIN_TOKEN},
    kubeconfig: adminConfig,
    env: {KUBECONFIG: adminConfig},
    kubeconfigOf: async (user, inside) =>
      await write(`${user}-${randomUUID()}.kubeconfig`, await mintUser(authority, user), inside),
    as: async user =>
      createApiClient({url, authority: authority.cert, credentials: await mintUser(authority, user)}),
    async restart(meanwhile) {
      await server.kill();
      await meanwhile?.();
      server = startApiServer(home, namespace, args);
      await server.ready(isReady);
    },
  };
}

async function mintUser(issuer: Minted, user: string): Promise<Minted> {
  return await mintLeaf({commonName: user, now: new Date(), days: 1, hosts: [], issuer});
}

/** The network of the nodes. The API server announces its address, which must not be a loopback address. */
async function addBridge(namespace: NetworkNamespace): Promise<void> {
  const script = `
    ip link add nodes type bridge
    ip address add ${CONTROL_PLANE}/24 dev nodes
    ip link set nodes up`;
  await runIn(namespace, ['sh', '-ec', script]);
}

/** Readable only by the user, because clients warn otherwise. */
async function writeKubeconfig(path: string, fields: Parameters<typeof kubeconfig>[0]): Promise<string> {
  await writeFile(path, kubeconfig(fields));
  await chmod(path, 0o600);
  return path;
}
