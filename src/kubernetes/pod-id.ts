/** Which pod. */
export interface PodName {
  readonly namespace: string;
  readonly name: string;
}

/** The id of a pod, as tasks read it: `sandboxes/bottle-…-web`. */
export function podId({namespace, name}: PodName): string {
  return `${namespace}/${name}`;
}

export function podName(id: string): PodName {
  const [namespace = '', name = ''] = id.split('/');
  return {namespace, name};
}
