import type {ListeningSocket} from './listening-sockets.ts';

export type ChooseSockets = (sockets: readonly ListeningSocket[]) => readonly ListeningSocket[];

/** The listeners at an address, as far as they are known. */
export interface WatchedListeners {
  /** Whether none listens. Rules of the kernel may still lead the address to another network namespace. */
  readonly isAbsent: boolean;
  /** Resolves when a listener begins that did not listen at the time of the call. */
  next(): Promise<void>;
}

/** The side of the watch. */
export interface Watched extends WatchedListeners {
  readonly startedAt: number;
  /** Whether nothing has been seen so far. */
  readonly isNew: boolean;
  see(sockets: readonly ListeningSocket[]): void;
}

export function watchedListeners(choose: ChooseSockets, startedAt: number): Watched {
  let known: ReadonlySet<string> | undefined;
  let waiting: (() => void)[] = [];
  return {
    startedAt,
    get isNew() {
      return known === undefined;
    },
    get isAbsent() {
      return known?.size === 0;
    },
    next: () => new Promise(resolve => waiting.push(resolve)),
    see(sockets) {
      const inodes = choose(sockets).map(({inode}) => inode);
      const hasBegun = known !== undefined && inodes.some(inode => known?.has(inode) === false);
      known = new Set(inodes);
      if (!hasBegun) return;
      for (const wake of waiting) wake();
      waiting = [];
    },
  };
}
