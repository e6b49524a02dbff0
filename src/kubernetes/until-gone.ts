import type {KubernetesClient} from './api/client.ts';
import {follow} from './api/follow.ts';
import type {ObjectName} from './api/objects.ts';
import type {KubernetesObject, Resource} from './api/resource.ts';

/** Resolves when no object with that name exists. @throws KubernetesError; the abort reason of the signal */
export async function untilGone(
  client: KubernetesClient,
  resource: Resource,
  {namespace, name, signal}: ObjectName & {readonly signal: AbortSignal},
): Promise<void> {
  const gone = new AbortController();
  const there = new Set<string | undefined>();
  const stopIfGone = (): void => {
    if (there.size === 0) gone.abort();
  };
  const follower = {
    onChange({type, object}: {readonly type: string; readonly object: KubernetesObject}): void {
      if (type === 'deleted') there.delete(object.metadata?.uid);
      else there.add(object.metadata?.uid);
      if (type === 'deleted') stopIfGone();
    },
    onSynced: stopIfGone,
  };
  await follow(client, resource, follower, {
    ...(namespace !== undefined && {namespace}),
    ...{fields: `metadata.name=${name}`, signal: AbortSignal.any([signal, gone.signal])},
  });
  if (!gone.signal.aborted) signal.throwIfAborted();
}
