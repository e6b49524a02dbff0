import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {type Minted} from '../../../src/tasks/certificate/mint.ts';
import {testAuthority, testLeaf} from '../tls-engine.ts';
import {kubernetesProgram} from './binaries.ts';
import {startDaemon, type Daemon, type DaemonStart} from './daemon.ts';
import type {NetworkNamespace} from './network-namespace.ts';

/** The address of the control plane in the namespace, which nodes can reach. */
export const CONTROL_PLANE = '10.99.0.1';
export const API_PORT = 6443;

/** The token of an administrator. */
export const ADMIN_TOKEN = 'admin-token';

/** The keys of an API server, in a folder. */
export interface ControlPlaneKeys {
  readonly authority: Minted;
}

export async function writeKeys(home: string): Promise<ControlPlaneKeys> {
  const authority = await testAuthority();
  const hosts = ['127.0.0.1', 'localhost', CONTROL_PLANE, '10.96.0.1', 'kubernetes.default.svc'];
  const [serving, accounts] = await Promise.all([testLeaf(authority, hosts), testLeaf(authority, [])]);
  await Promise.all(
    Object.entries({
      'authority.pem': authority.cert,
      'authority.key': authority.key,
      'serving.pem': serving.cert,
      'serving.key': serving.key,
      'accounts.pem': accounts.cert,
      'accounts.key': accounts.key,
      'tokens.csv': `${ADMIN_TOKEN},admin,admin,system:masters\n`,
    }).map(async ([name, content]) => await writeFile(join(home, name), content)),
  );
  return {authority};
}

export function startEtcd(home: string, {enter}: NetworkNamespace): Daemon {
  const [client, peer] = ['http://127.0.0.1:2379', 'http://127.0.0.1:2380'];
  const argv = [
    'etcd',
    `--data-dir=${home}/state/etcd`,
    ...[`--listen-client-urls=${client}`, `--advertise-client-urls=${client}`],
    ...[`--listen-peer-urls=${peer}`, `--initial-advertise-peer-urls=${peer}`],
    `--initial-cluster=default=${peer}`,
  ];
  return startDaemon({home, name: 'etcd', enter, argv});
}

/** The API server waits for etcd itself. */
export function startApiServer(home: string, {enter}: NetworkNamespace, further: readonly string[]): Daemon {
  const argv: DaemonStart['argv'] = [
    kubernetesProgram('kube-apiserver'),
    '--etcd-servers=http://127.0.0.1:2379',
    ...['--bind-address=0.0.0.0', `--secure-port=${API_PORT}`, `--advertise-address=${CONTROL_PLANE}`],
    ...[`--tls-cert-file=${home}/serving.pem`, `--tls-private-key-file=${home}/serving.key`],
    ...[`--client-ca-file=${home}/authority.pem`, `--token-auth-file=${home}/tokens.csv`],
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${home}/accounts.pem`,
    `--service-account-signing-key-file=${home}/accounts.key`,
    ...['--authorization-mode=Node,RBAC', '--service-cluster-ip-range=10.96.0.0/24'],
    ...['--allow-privileged=true', '--kubelet-preferred-address-types=InternalIP'],
    ...further,
  ];
  return startDaemon({home, name: 'kube-apiserver', enter, argv});
}
