import {statfs} from 'node:fs/promises';
import {bootAndNamespace} from '../processes/process-identity.ts';
import {cachedFiles} from '../state/cached-files.ts';
import {textHash} from '../vocabulary/text-hash.ts';

/** Hashes of large files, so that a file is not read again until something writes to it. */
export interface KnownHashes {
  /**
   * The known hash of an open file, or that returned by `compute`.
   *
   * @param path absolute
   */
  hashOf(path: string, file: OpenFile, compute: () => Promise<string>): Promise<string>;
}

/** Structural, because the library's types do not depend on those of Node. */
interface OpenFile {
  readonly fd: number;
  stat(options: {readonly bigint: true}): Promise<FileState>;
  datasync(): Promise<void>;
}

type FileState = Readonly<Record<'dev' | 'ino' | 'size' | 'mtimeNs' | 'ctimeNs', bigint>>;

/** The maximum number of hashes in the folder. */
const MOST_HASHES = 1000;

/**
 * Keeps hashes in a folder that only this user can write to. A hash is used as long as the device, inode, size, modification time and
 * change time of the file stay the same, until the next boot: after a crash, a file may have new contents with old times. So no hash is
 * kept if the boot is unknown, as with a /proc that contains only processes.
 *
 * Every write to a file changes its times, except in these cases, in which its hash is not kept:
 *
 * - It follows another within the resolution of the times, or the call that writes is still in progress: the times must be older
 *   than {@link SETTLED_MS}.
 * - A program writes to mapped memory that has not been written to disk since the last change of the times. So the file is first
 *   written to disk.
 * - The file system does not notice writes to mapped memory (tmpfs), or another machine or program can write to the file (NFS, FUSE).
 */
export function knownHashes(folder: string, system: System = thisSystem): KnownHashes {
  const files = cachedFiles(folder, MOST_HASHES);
  return {
    async hashOf(path, file, compute) {
      const before = await file.stat({bigint: true});
      const boot = await system.bootId();
      const name = textHash(path);
      const source = sourceOf(path, before, boot);
      const known = files.read(name, source);
      if (known) return known.bytes.toString('latin1');
      const isSettled = boot !== '' && (await settle(file, before, system));
      const hash = await compute();
      if (!isSettled || !files.isWritable()) return hash;
      const after = sourceOf(path, await file.stat({bigint: true}), boot);
      if (after.equals(source)) files.write(name, source, Buffer.from(hash, 'latin1'));
      return hash;
    },
  };
}

/** Identifies the state of a file: its hash is valid only for this. */
function sourceOf(path: string, {dev, ino, size, mtimeNs, ctimeNs}: FileState, boot: string): Buffer {
  return Buffer.from([boot, dev, ino, size, mtimeNs, ctimeNs, path].join('\n'));
}

/** Ensures that each write to a file from now on changes its times. Returns whether that is certain. */
async function settle(file: OpenFile, {mtimeNs, ctimeNs}: FileState, system: System): Promise<boolean> {
  const changedMs = Number((mtimeNs > ctimeNs ? mtimeNs : ctimeNs) / 1_000_000n);
  if (system.wallClock() - changedMs < SETTLED_MS) return false;
  try {
    if (!NOTICES_WRITES.has(await system.fileSystem(file))) return false;
    await file.datasync();
    return true;
  } catch {
    return false;
  }
}

/** The resolution of times is at most 2 s. A single call that writes takes longer only for many gigabytes, or on a slow disk. */
const SETTLED_MS = 60_000;

/** The types of ext2 to ext4, XFS and Btrfs, from Linux's linux/magic.h. */
const NOTICES_WRITES = new Set([0xef53, 0x58465342, 0x9123683e]);

/** Access to the operating system. Tests replace it. */
interface System {
  /** Milliseconds since the epoch, like file times. */
  wallClock(): number;
  /** '' if unknown. */
  bootId(): Promise<string>;
  /** The type of a file's file system, as a number of Linux; rejects on other systems. */
  fileSystem(file: OpenFile): Promise<number>;
}

const thisSystem: System = {
  wallClock: Date.now,
  bootId: async () => (await bootAndNamespace()).bootId,
  // The path could meanwhile lead to another file.
  fileSystem: async ({fd}) => (await statfs(`/proc/self/fd/${fd}`)).type,
};
