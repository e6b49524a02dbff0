import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {ApiServer} from './api-server.ts';
import {kubernetesProgram} from './binaries.ts';
import {CONTROL_PLANE} from './control-plane.ts';
import {startDaemon} from './daemon.ts';
import {inClusterKubeconfig} from './node-config.ts';
import {shareVolumes} from './volumes.ts';

/** Starts scheduler, controllers and DNS. They reconnect on their own after a restart of the API server. */
export async function startControllers(server: ApiServer): Promise<void> {
  const {home, namespace} = server;
  const access = join(home, 'controllers.kubeconfig');
  const corefile = join(home, 'Corefile');
  await writeFile(access, inClusterKubeconfig(server));
  await writeFile(corefile, COREFILE(access));
  await shareVolumes(namespace, home);
  const start = (name: string, ...args: readonly string[]): void => {
    startDaemon({home, name, enter: namespace.enter, argv: [kubernetesProgram(name), ...args]});
  };
  start('kube-scheduler', `--kubeconfig=${access}`, '--leader-elect=false');
  start(
    'kube-controller-manager',
    ...[`--kubeconfig=${access}`, '--leader-elect=false', '--enable-hostpath-provisioner=true'],
    ...[`--service-account-private-key-file=${home}/accounts.key`, `--root-ca-file=${home}/authority.pem`],
    // Eight missed renewals (see nodeLeaseDurationSeconds), so that a node on a busy machine is not considered lost.
    ...['--node-monitor-period=1s', '--node-monitor-grace-period=16s'],
  );
  start('coredns', `-conf=${corefile}`);
  await server.ask('POST', '/apis/storage.k8s.io/v1/storageclasses', STORAGE_CLASS);
}

const COREFILE = (access: string): string => `
cluster.local:53 {
  bind ${CONTROL_PLANE}
  errors
  ready
  kubernetes cluster.local {
    kubeconfig ${access}
    ttl 0
  }
}
`;

const STORAGE_CLASS = {
  metadata: {
    name: 'standard',
    annotations: {'storageclass.kubernetes.io/is-default-class': 'true'},
  },
  provisioner: 'kubernetes.io/host-path',
};
