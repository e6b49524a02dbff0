import {arch, availableParallelism, platform} from 'node:os';
import type {ScopeFacts} from './scope.ts';

/** What `host` reads: this machine, and who bottle runs as. */
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
