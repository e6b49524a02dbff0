import {closeSync, openSync, readFileSync} from 'node:fs';

/** File descriptors held back for when this process has used up all others. */
export interface DescriptorReserve {
  /** The maximum number of open descriptors of this process, if the system reports it. */
  readonly limit: number | undefined;
  /** Closes the reserved descriptors, so they can be used again. */
  release(): void;
}

/** Enough to read /proc, to remove a directory and to talk to Docker and smolvm at the same time. */
const RESERVED = 12;

/**
 * Reserves descriptors. Teardown and recovery release them first, so neither fails if tasks have used up the limit.
 * @throws EMFILE if there are too few descriptors left
 */
export function reserveDescriptors(): DescriptorReserve {
  const limit = descriptorLimit();
  let kept = openSpares(RESERVED);
  return {
    limit,
    release() {
      for (const spare of kept) closeSync(spare);
      kept = [];
    },
  };
}

/**
 * Throws EMFILE unless `count` more descriptors can be opened now. It must be checked in advance: without descriptors, Node's `spawn`
 * and execa leave a half-created child (its `stdio` is undefined, and its `error` event is emitted before a listener can be added).
 */
export function requireDescriptors(count: number): void {
  for (const spare of openSpares(count)) closeSync(spare);
}

/** The limit of open descriptors, on Linux only. Other systems would need a child process to read it. */
export function descriptorLimit(): number | undefined {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return limit === undefined ? undefined : Number(limit);
  } catch {
    return undefined;
  }
}

/** Opens `count` spare descriptors, or none. */
function openSpares(count: number): number[] {
  const spares: number[] = [];
  try {
    while (spares.length < count) spares.push(openSync('/dev/null', 'r'));
    return spares;
  } catch (error) {
    for (const spare of spares) closeSync(spare);
    throw error;
  }
}
