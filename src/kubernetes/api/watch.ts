import {jsonLines} from '../../processes/json-lines.ts';
import type {Clock} from '../../vocabulary/clock.ts';
import type {KubernetesClient} from './client.ts';
import type {FollowedObjects} from './followed-objects.ts';
import {noConnection} from './no-connection.ts';
import {refused, type StatusBody} from './refusal.ts';
import {pathOf, requestedThing, typeOf, type KubernetesObject, type Resource} from './resource.ts';
import {selectionQuery, type Selection} from './selection.ts';

/** How long the API server keeps a watch open, in seconds. The watch is then resumed. */
const TIMEOUT_S = 290;

/** API servers send a bookmark about every minute, so a connection that is silent for longer is probably dead and is replaced. */
const SILENCE_MS = 90_000;

/** A watch of a selection. */
export interface Watch<Kind> extends Selection {
  readonly state: FollowedObjects<Kind>;
  readonly signal: AbortSignal;
  /** Called once the API server has accepted the watch. */
  onOpen(): void;
}

/** https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes */
type WatchEvent<Kind> =
  | {readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; readonly object: Kind}
  | {readonly type: 'ERROR'; readonly object: StatusBody};

const TYPES = {ADDED: 'added', MODIFIED: 'modified', DELETED: 'deleted'} as const;

/**
 * Reports the changes since the version of `state`, until the watch ends.
 * @throws KubernetesError, `expired` if a list is needed; the abort reason of the signal
 */
export async function watchFrom<Kind extends KubernetesObject>(
  client: KubernetesClient,
  resource: Resource<Kind>,
  {state, signal, onOpen, ...selection}: Watch<Kind>,
): Promise<void> {
  const path = {resource, namespace: selection.namespace};
  const asked = requestedThing('watch', path);
  const query = new URLSearchParams({
    ...{watch: 'true', allowWatchBookmarks: 'true', timeoutSeconds: String(TIMEOUT_S)},
    ...{resourceVersion: state.version ?? '', ...selectionQuery(selection)},
  });
  const {connection, clock} = client;
  const response = await connection.send({
    ...{method: 'GET', path: `${pathOf(path)}?${String(query)}`, asked, signal},
  });
  onOpen();
  try {
    for await (const event of jsonLines<WatchEvent<Kind>>(untilSilent(response, clock))) {
      if (event.type === 'ERROR') throw refused(event.object, asked);
      const object = {...typeOf(resource), ...event.object};
      if (event.type !== 'BOOKMARK') state.change(TYPES[event.type], object);
      state.version = object.metadata?.resourceVersion ?? state.version;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw noConnection(client.access.server, error);
  } finally {
    response.destroy();
  }
}

/** The chunks of a response; ends if nothing arrives for too long. */
async function* untilSilent(
  response: AsyncIterable<Uint8Array> & {destroy(): unknown},
  clock: Clock,
): AsyncGenerator<Uint8Array> {
  const silent = new AbortController();
  const wait = () => {
    const deadline = clock.deadline(SILENCE_MS);
    deadline.signal.addEventListener('abort', () => {
      silent.abort();
      response.destroy();
    });
    return deadline;
  };
  let deadline = wait();
  try {
    for await (const piece of response) {
      deadline.cancel();
      yield piece;
      deadline = wait();
    }
  } catch (error) {
    if (!silent.signal.aborted) throw error;
  } finally {
    deadline.cancel();
  }
}
