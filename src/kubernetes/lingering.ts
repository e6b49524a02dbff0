import type {KubernetesObject, Resource} from './api/resource.ts';

/** Whether it is a claim that is being removed: it stays until the cluster has seen that no pod mounts it, and needs nothing any more. */
export function isLingering({kind}: Resource, {metadata}: KubernetesObject): boolean {
  return kind === 'PersistentVolumeClaim' && metadata?.deletionTimestamp !== undefined;
}
