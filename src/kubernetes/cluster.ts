import type {ClusterAddress} from '../vocabulary/journal-record.ts';
import type {KubernetesClient} from './api/client.ts';

/** A cluster as a place of a launch file. */
export interface Cluster {
  readonly client: KubernetesClient;
  /** Everything that another process needs to find it. */
  readonly address: ClusterAddress;
  /** The namespace of all objects. Absent if each run creates its own. */
  readonly namespace?: string;
  /** The user and machine of this bottle: `me@laptop`. */
  readonly owner: string;
}

/** The equivalent `kubectl` command for users. */
export function kubectlCommand({context, kubeconfig}: ClusterAddress, args: string): string {
  const options = [
    ...(kubeconfig === undefined ? [] : [`--kubeconfig ${kubeconfig}`]),
    ...(context === undefined ? [] : [`--context ${context}`]),
  ];
  return ['kubectl', ...options, args].join(' ');
}
