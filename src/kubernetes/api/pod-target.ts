import type {KubernetesClient} from './client.ts';

/** A container of a pod. */
export interface PodTarget {
  readonly client: KubernetesClient;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}
