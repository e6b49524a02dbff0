import type {MountSettings} from 'dockerode';
import type {BindOptions} from '../schema/tasks/container-mounts.ts';
import type {MountRequest} from '../places/container-request.ts';
import {changesRecursion} from '../places/mounts.ts';
import {bytesOf} from '../values/quantities.ts';
import {texts} from '../values/scalar-texts.ts';

/** Mounts in the engine's format: `Mounts`, or `Binds` for options that `Mounts` does not support. */
export function mountOptions(mounts: readonly MountRequest[]) {
  const asBinds = mounts.filter(needsBind);
  return {
    Mounts: mounts.filter(mount => !needsBind(mount)).map(mountSettings),
    ...(asBinds.length > 0 && {Binds: asBinds.map(bindText)}),
  };
}

/**
 * Only `Binds` supports SELinux labels, for volumes as well, and creates host folders with every engine. It does not
 * support `recursive`.
 */
function needsBind({type, bind = {}}: MountRequest): boolean {
  if (type === 'volume') return bind.selinux !== undefined;
  if (type !== 'bind' || changesRecursion(bind)) return false;
  return bind.selinux !== undefined || bind.create_host_path === true;
}

function bindText({source = '', target, readOnly, bind = {}, volume}: MountRequest): string {
  const flags = [
    readOnly ? 'ro' : 'rw',
    bind.selinux,
    bind.propagation,
    volume?.nocopy === true && 'nocopy',
  ].filter(Boolean);
  return `${source}:${target}:${flags.join(',')}`;
}

function mountSettings({type, source = '', target, readOnly, ...options}: MountRequest): MountSettings {
  const {bind, volume, tmpfs, image} = options;
  const settings = {
    ...{Type: type, Source: source, Target: target, ReadOnly: readOnly},
    ...(bind && type === 'bind' && {BindOptions: bindOptions(bind)}),
    ...(volume && {VolumeOptions: volumeOptions(volume)}),
    ...(tmpfs && {TmpfsOptions: tmpfsOptions(tmpfs)}),
    ...(image?.subpath !== undefined && {ImageOptions: {Subpath: image.subpath}}),
  };
  // dockerode requires options that the engine does not.
  return settings as MountSettings;
}

function bindOptions({propagation, recursive, create_host_path}: BindOptions) {
  return {
    ...(create_host_path === true && {CreateMountpoint: true}),
    ...(propagation !== undefined && {Propagation: propagation}),
    ...(recursive === 'disabled' && {NonRecursive: true}),
    ...(recursive === 'writable' && {ReadOnlyNonRecursive: true}),
    ...(recursive === 'readonly' && {ReadOnlyForceRecursive: true}),
  };
}

function volumeOptions({nocopy, subpath, labels}: NonNullable<MountRequest['volume']>) {
  return {
    ...(nocopy !== undefined && {NoCopy: nocopy}),
    ...(subpath !== undefined && {Subpath: subpath}),
    ...(labels && {Labels: texts(labels)}),
  };
}

function tmpfsOptions({size, mode}: NonNullable<MountRequest['tmpfs']>) {
  return {
    ...(size !== undefined && {SizeBytes: bytesOf(size)}),
    ...(mode !== undefined && {Mode: Number.parseInt(mode, 8)}),
  };
}
