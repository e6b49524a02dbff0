import type {KubernetesError} from './problem.ts';
import type {KubernetesObject} from './resource.ts';

/** A change of an object; for `deleted`, with its last state. */
export interface ObjectChange<Kind> {
  readonly type: 'added' | 'modified' | 'deleted';
  readonly object: Kind;
}

/** The receiver of changes. Each call completes before the next one. */
export interface Follower<Kind> {
  onChange(change: ObjectChange<Kind>): void;
  /** All existing objects have been reported; changes follow. */
  onSynced?(): void;
  /** The connection was lost, and is being restored. */
  onLost?(problem: KubernetesError): void;
  /** The connection is back, and everything that happened meanwhile has been reported. */
  onRegained?(): void;
}

/** The last known objects of a selection. */
export interface FollowedObjects<Kind> {
  /** The version of the collection up to which all changes have been reported; `undefined` if a list is needed. */
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

/** An object that replaced another one with the same name has another uid. */
function idOf({metadata = {}}: KubernetesObject): string {
  return metadata.uid ?? `${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
}
