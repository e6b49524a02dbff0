import type {NetworkNamespace} from './network-namespace.ts';
import {runIn} from './run-in.ts';

/** The folder of the host-path provisioner, which no setting moves, is one of the cluster: all of its machines see the same files. */
export async function shareVolumes(namespace: NetworkNamespace, home: string): Promise<void> {
  const script = `
    mkdir -p /tmp/hostpath_pv "$1/volumes"
    mount --bind "$1/volumes" /tmp/hostpath_pv`;
  await runIn(namespace, ['sh', '-ec', script, 'sh', home]);
}
