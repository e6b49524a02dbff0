import {accessSync, constants, readdirSync} from 'node:fs';
import {delimiter, join} from 'node:path';

const BUSYBOX = '/bin/busybox';

/**
 * The requirements of a guest with its own kernel: qemu, busybox, and the kernel in SMOLVM_STANDIN_KERNEL or the newest one in
 * /boot. `missing` lists the missing ones.
 */
export function findKernel(): {readonly kernel: string; readonly missing?: string} {
  const installed = namesIn('/boot').filter(name => name.startsWith('vmlinuz-'));
  const newest = installed.sort().at(-1);
  const kernel = process.env.SMOLVM_STANDIN_KERNEL ?? (newest ? join('/boot', newest) : '');
  const folders = (process.env.PATH ?? '').split(delimiter);
  if (!folders.some(folder => namesIn(folder).includes('qemu-system-x86_64'))) {
    return {kernel, missing: 'qemu-system-x86_64 is not installed'};
  }
  if (!isReadable(kernel)) return {kernel, missing: 'no readable kernel in SMOLVM_STANDIN_KERNEL or /boot'};
  return isReadable(BUSYBOX) ? {kernel} : {kernel, missing: 'busybox-static is not installed'};
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
