import type {KubernetesObject, Resource} from './api/resource.ts';

/**
 * Whether an object is a claim that is being removed. It remains until the cluster notices that no pod mounts it, and
 * needs no further action.
 */
export function isLingering({kind}: Resource, {metadata}: KubernetesObject): boolean {
  return kind === 'PersistentVolumeClaim' && metadata?.deletionTimestamp !== undefined;
}
