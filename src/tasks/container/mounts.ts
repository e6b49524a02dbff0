import {posix, resolve} from 'node:path';
import type {MountRequest} from '../../places/container-request.ts';
import type {LongMount} from '../../schema/tasks/container-mounts.ts';
import {parseMount} from '../shared/mounts.ts';

/**
 * Parses `source:target[:options]`, or just the target of an anonymous volume.
 *
 * @returns the mount, or the problem as a string
 */
export function parseContainerMount(
  text: string,
  dir: string,
  beginsWithReference = false,
): MountRequest | string {
  const [first = '', target, flags = '', ...more] = text.split(':');
  if (target === undefined && !beginsWithReference && posix.isAbsolute(first))
    return {type: 'volume', target: first, readOnly: false};
  const unknown = flags.split(',').filter(flag => flag !== '' && !(flag in FLAGS));
  // `parseMount` also describes the problem of an unknown flag.
  const isPlain = target === undefined || more.length > 0 || unknown.length > 0;
  const mount = parseMount(isPlain ? text : `${first}:${target}`, dir, beginsWithReference);
  if (typeof mount === 'string') return mount;
  return flags.split(',').reduce(withFlag, mount);
}

function withFlag(mount: MountRequest, flag: string): MountRequest {
  const {bind, ...options} = FLAGS[flag] ?? {};
  return {...mount, ...options, ...(bind && {bind: {...mount.bind, ...bind}})};
}

/** The options of the short form. */
const FLAGS: Readonly<Record<string, Partial<MountRequest>>> = {
  ro: {readOnly: true},
  rw: {readOnly: false},
  z: {bind: {selinux: 'z'}},
  Z: {bind: {selinux: 'Z'}},
  nocopy: {volume: {nocopy: true}},
  ...Object.fromEntries(
    (['rprivate', 'private', 'rshared', 'shared', 'rslave', 'slave'] as const).map(
      (propagation): [string, Partial<MountRequest>] => [propagation, {bind: {propagation}}],
    ),
  ),
};

/** Converts a mount in the long form, with its references resolved. @returns the mount, or its problem as a string */
export function longMount(mount: LongMount, dir: string): MountRequest | string {
  const {type, source, target, read_only: readOnly = false, ...options} = mount;
  if (!posix.isAbsolute(target)) return `expected an absolute path inside the container, found \`${target}\``;
  const from = source === undefined ? {} : {source: type === 'bind' ? resolve(dir, source) : source};
  return {...options, type, ...from, target, readOnly};
}
