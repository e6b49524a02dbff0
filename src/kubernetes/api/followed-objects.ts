import type {KubernetesError} from './problem.ts';
import type {KubernetesObject} from './resource.ts';

/** A change of an object. `deleted` has its last state. */
export interface ObjectChange<Kind> {
  readonly type: 'added' | 'modified' | 'deleted';
  readonly object: Kind;
}

/** The receiver of changes. Each call is complete before the next one. */
export interface Follower<Kind> {
  onChange(change: ObjectChange<Kind>): void;
  /** All objects that are there have been reported; later changes follow. */
  onSynced?(): void;
  /** The connection was lost, and is made anew. */
  onLost?(problem: KubernetesError): void;
  /** It is back, and all that happened meanwhile has been reported. */
  onRegained?(): void;
}

/** The objects of a selection as they were last seen. */
export interface FollowedObjects<Kind> {
  /** The collection's version up to which all changes were reported; `undefined` if a list is needed. */
  version: string | undefined;
  readonly wasSynced: boolean;
  change(type: ObjectChange<Kind>['type'], object: Kind): void;
  replace(list: {readonly items: readonly Kind[]; readonly resourceVersion: string}): void;
}

export function followedObjects<Kind extends KubernetesObject>(
  follower: Follower<Kind>,
): FollowedObjects<Kind> {
  const objects = new Map<string, Kind>();
  let wasSynced = false;
  const report = (type: ObjectChange<Kind>['type'], object: Kind): void => {
    if (type === 'deleted') objects.delete(idOf(object));
    else objects.set(idOf(object), object);
    follower.onChange({type, object});
  };
  return {
    version: undefined,
    get wasSynced() {
      return wasSynced;
    },
    change: report,
    replace({items, resourceVersion}) {
      const ids = new Set(items.map(idOf));
      for (const [id, object] of [...objects]) if (!ids.has(id)) report('deleted', object);
      for (const object of items) {
        const known = objects.get(idOf(object));
        if (!known) report('added', object);
        else if (known.metadata?.resourceVersion !== object.metadata?.resourceVersion)
          report('modified', object);
      }
      this.version = resourceVersion;
      if (!wasSynced) follower.onSynced?.();
      wasSynced = true;
    },
  };
}

/** An object that replaced one of the same name is another. */
function idOf({metadata = {}}: KubernetesObject): string {
  return metadata.uid ?? `${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
}
