import type {LongMount} from '../../schema/tasks/container-mounts.ts';
import type {ComposeMount} from './mount.ts';
import {withoutGaps} from './values.ts';

/** A mount with its source in the launch file. */
export type CarriedMount = Pick<ComposeMount, 'target' | 'isReadOnly' | 'options'> & {
  readonly type: 'bind' | 'volume' | 'image';
  readonly source?: string;
};

/** A mount in the short form, if it can express the options. */
export function shortOrLong(mount: CarriedMount): string | LongMount {
  const {type, source, target, isReadOnly, options} = mount;
  const {createsHostPath, recursive, labels, subpath, selinux, noCopy, propagation} = options;
  const needsMap =
    type === 'image' ||
    createsHostPath === true ||
    recursive !== undefined ||
    labels !== undefined ||
    subpath !== undefined;
  if (needsMap || target.includes(':')) return longMount(mount);
  const words = [...(isReadOnly ? ['ro'] : []), selinux, ...(noCopy === true ? ['nocopy'] : []), propagation];
  const modes = words.filter(word => word !== undefined).join(',');
  if (source === undefined) return modes === '' ? target : {...longMount(mount), type};
  return [source, target, ...(modes === '' ? [] : [modes])].join(':');
}

function longMount({type, source, target, isReadOnly, options}: CarriedMount): LongMount {
  const {propagation, createsHostPath, recursive, selinux, labels, noCopy, subpath} = options;
  const bind = withoutGaps<Record<string, unknown>>({
    propagation,
    recursive,
    selinux,
    create_host_path: createsHostPath === true ? true : undefined,
  });
  if (type === 'image')
    return {
      ...{type, target, source: source ?? ''},
      ...(isReadOnly && {read_only: true}),
      ...(subpath !== undefined && {image: {subpath}}),
    };
  const volume = withoutGaps<Record<string, unknown>>({nocopy: noCopy, subpath, labels});
  return {
    type,
    ...(source !== undefined && {source}),
    target,
    ...(isReadOnly && {read_only: true}),
    ...(Object.keys(bind).length > 0 && {bind}),
    ...(Object.keys(volume).length > 0 && {volume}),
  };
}
