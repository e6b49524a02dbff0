import {closeSync, openSync, readFileSync} from 'node:fs';

/** File descriptors that are kept for the time when this process has used up all others. */
export interface DescriptorReserve {
  /** The limit of open descriptors of this process, if the system reports it. */
  readonly limit: number | undefined;
  /** Closes the reserved ones, so that the next to open something gets them. */
  release(): void;
}

/** Enough to read /proc, to remove a directory and to talk to Docker and smolvm at the same time. */
const RESERVED = 12;

/**
 * Sets descriptors aside. Teardown and recovery release them first: neither may fail because tasks have used up the limit.
 * @throws EMFILE if there are not even that many
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
 * Throws EMFILE unless `count` more descriptors can be opened now. Both Node's `spawn` and execa leave a half-made child behind
 * (its `stdio` is undefined, and its `error` event comes too early to listen for), so this must be known beforehand.
 */
export function requireDescriptors(count: number): void {
  for (const spare of openSpares(count)) closeSync(spare);
}

/** Linux only; elsewhere it takes a process to find out. */
export function descriptorLimit(): number | undefined {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return limit === undefined ? undefined : Number(limit);
  } catch {
    return undefined;
  }
}

/** All of them or none. */
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
