import type {NetworkNamespace} from './network-namespace.ts';
import {runIn} from './run-in.ts';

/** Shares the fixed folder of the host-path provisioner among all machines of the cluster. */
export async function shareVolumes(namespace: NetworkNamespace, home: string): Promise<void> {
  const script = `
    mkdir -p /tmp/hostpath_pv "$1/volumes"
    mount --bind "$1/volumes" /tmp/hostpath_pv`;
  await runIn(namespace, ['sh', '-ec', script, 'sh', home]);
}
