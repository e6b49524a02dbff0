import {availableParallelism} from 'node:os';
import type {ScopeFacts} from './scope.ts';

/** The values of `host`: facts about this machine and the user of bottle. */
export function hostFacts(): ScopeFacts['host'] {
  const id = (of: (() => number) | undefined): string => String(of?.() ?? '');
  return {
    os: process.platform,
    arch: process.arch,
    // On demand, since it needs a module of Node that most calls do not load.
    get cpus() {
      return String(availableParallelism());
    },
    uid: id(process.getuid),
    gid: id(process.getgid),
  };
}
