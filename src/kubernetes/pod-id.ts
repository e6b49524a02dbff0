/** The name of the only container of a pod. */
export const CONTAINER = 'main';

/** A container of a pod. */
export interface PodName {
  readonly namespace: string;
  readonly name: string;
  /** Default: {@link CONTAINER}. */
  readonly container?: string | undefined;
}

/**
 * The id of a container in the outputs of tasks: `sandboxes/bottle-…-web`, followed by the container name if the pod
 * has several.
 */
export function podId({namespace, name, container = CONTAINER}: PodName): string {
  return [namespace, name, ...(container === CONTAINER ? [] : [container])].join('/');
}

export function podName(id: string): Required<PodName> & {readonly container: string} {
  const [namespace = '', name = '', container = CONTAINER] = id.split('/');
  return {namespace, name, container};
}
