import type {ListeningSocket} from './listening-sockets.ts';

export type ChooseSockets = (sockets: readonly ListeningSocket[]) => readonly ListeningSocket[];

/** The known listeners at an address. */
export interface WatchedListeners {
  /** Whether nothing listens. Kernel rules may still route the address to another network namespace. */
  readonly isAbsent: boolean;
  /** Resolves when a new listener appears after the call. */
  next(): Promise<void>;
}

/** The interface for the watch. */
export interface Watched extends WatchedListeners {
  readonly startedAt: number;
  /** Whether no table has been seen so far. */
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
