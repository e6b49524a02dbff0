import {execFileSync} from 'node:child_process';
import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';

/** Whether this user may mount file systems. */
export const canMount = process.platform === 'linux' && process.getuid?.() === 0;

/** A separate in-memory disk at `path`, until the end of the test. */
export interface SmallDisk {
  /** Uses all free space. */
  fill(): void;
  /** Frees the space used by `fill`. */
  free(): void;
}

/** Mounts a disk of `kilobytes` at `path`. */
export function smallDisk(path: string, kilobytes: number): SmallDisk {
  mkdirSync(path, {recursive: true});
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k,mode=700`, 'tmpfs', path]);
  onTestFinished(() => void execFileSync('umount', ['--lazy', path]));
  const filler = join(path, 'filler');
  return {
    fill() {
      try {
        for (;;) writeFileSync(filler, Buffer.alloc(4096, 1), {flag: 'a'});
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    },
    free: () => rmSync(filler),
  };
}
