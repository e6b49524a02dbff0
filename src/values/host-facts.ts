import {arch, availableParallelism, platform} from 'node:os';
import type {ScopeFacts} from './scope.ts';

/** The values of `host`: facts about this machine and the user of bottle. */
export function hostFacts(): ScopeFacts['host'] {
  const id = (of: (() => number) | undefined): string => String(of?.() ?? '');
  return {
    os: platform(),
    arch: arch(),
    cpus: String(availableParallelism()),
    uid: id(process.getuid),
    gid: id(process.getgid),
  };
}
