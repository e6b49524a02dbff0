import type {Kubernetes, KubernetesServices} from './kubernetes.ts';

/** Loads the Kubernetes client when the first task needs a cluster. */
export function lazyKubernetes(
  services: KubernetesServices,
): Omit<Kubernetes, 'close'> & {close(): Promise<void>} {
  let loaded: Promise<Kubernetes> | undefined;
  const load = async (): Promise<Kubernetes> =>
    await (loaded ??= import('./kubernetes.ts').then(({createKubernetes}) => createKubernetes(services)));
  return {
    place: async (source, task) => await (await load()).place(source, task),
    remove: async (made, context) => (made.length === 0 ? [] : await (await load()).remove(made, context)),
    close: async () => await (await loaded)?.close(),
  };
}
