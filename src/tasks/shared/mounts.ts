import {isAbsolute, posix, resolve} from 'node:path';
import type {MemoryMountRequest} from '../../places/container-request.ts';

/** A mount of a host path or a volume in a container. */
export interface Mount {
  /** An absolute path on the host, or the name of a Docker volume. */
  readonly source: string;
  readonly type: 'bind' | 'volume';
  readonly target: string;
  readonly readOnly: boolean;
}

/**
 * Parses `source:target[:ro]`. A source that starts with `.`, `/` or a reference (`startsOpen`) is a path on the host, relative to
 * `dir`. Any other source is the name of a Docker volume.
 *
 * @returns the mount, or the problem as a string
 */
export function parseMount(text: string, dir: string, beginsWithReference = false): Mount | string {
  const [source = '', target = '', mode, ...more] = text.split(':');
  if (source === '' || target === '' || more.length > 0)
    return `expected \`source:target\` or \`source:target:ro\`, found \`${text}\``;
  if (mode !== undefined && mode !== 'ro' && mode !== 'rw')
    return `expected \`ro\` at the end of \`${text}\`, found \`${mode}\``;
  if (!posix.isAbsolute(target))
    return `expected an absolute path inside the container in \`${text}\`, found \`${target}\``;
  const isPath = beginsWithReference || source.startsWith('.') || isAbsolute(source);
  if (!isPath && !VOLUME_NAME.test(source))
    return `expected a path that starts with \`.\` or \`/\`, or the name of a volume, found \`${source}\``;
  return {
    type: isPath ? 'bind' : 'volume',
    source: isPath ? resolve(dir, source) : source,
    target,
    readOnly: mode === 'ro',
  };
}

/** Parses `target[:options]`. @returns the mount, or the problem as a string */
export function parseMemoryMount(text: string): MemoryMountRequest | string {
  const [target = '', options = '', ...more] = text.split(':');
  if (more.length > 0) return `expected \`target\` or \`target:options\`, found \`${text}\``;
  if (!posix.isAbsolute(target)) return `expected an absolute path inside the container, found \`${target}\``;
  return {target, options};
}

/** The rule of Docker (https://github.com/moby/moby/blob/v20.10.24/daemon/names/names.go). */
const VOLUME_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;
