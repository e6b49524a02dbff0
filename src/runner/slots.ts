import {raceAbort} from '../processes/race-abort.ts';

/** A limited number of slots for starting work; of several that wait for one, the one with the highest priority gets it. */
export interface Slots<Name> {
  readonly limit: number;
  /** The slot of somebody, not yet taken. */
  of(name: Name): Slot;
  /** Who waits for a slot now, in the order in which they get one. */
  waiting(): readonly Name[];
}

/** The right to do starting work, for as long as it is held. */
export interface Slot {
  /** Waits until it is free; rejects with the signal's reason. */
  take(signal: AbortSignal): Promise<void>;
  /** Gives it back; nothing happens if it is not held. */
  release(): void;
}

export function createSlots<Name>(limit: number, priorityOf: (name: Name) => number): Slots<Name> {
  const queue: Waiter<Name>[] = [];
  let free = limit;

  const next = (): void => {
    const waiter = free > 0 ? queue.shift() : undefined;
    if (waiter === undefined) return;
    free--;
    waiter.begin();
  };
  const enqueue = (waiter: Waiter<Name>): void => {
    const at = queue.findIndex(({name}) => priorityOf(name) < priorityOf(waiter.name));
    queue.splice(at === -1 ? queue.length : at, 0, waiter);
    // All that come in the same moment are in the queue before the first slot is given.
    queueMicrotask(next);
  };
  const leave = (waiter: Waiter<Name>): void => {
    const at = queue.indexOf(waiter);
    if (at !== -1) queue.splice(at, 1);
  };

  return {
    limit,
    waiting: () => queue.map(({name}) => name),
    of(name) {
      let isHeld = false;
      const release = (): void => {
        if (!isHeld) return;
        isHeld = false;
        free++;
        next();
      };
      const take = async (signal: AbortSignal): Promise<void> => {
        const waiter: Waiter<Name> = {name, begin: () => undefined};
        const taken = new Promise<void>(resolve => {
          waiter.begin = () => {
            isHeld = true;
            resolve();
          };
        });
        enqueue(waiter);
        try {
          await raceAbort(taken, signal);
        } catch (error) {
          leave(waiter);
          release();
          throw error;
        }
      };
      return {take, release};
    },
  };
}

interface Waiter<Name> {
  readonly name: Name;
  begin: () => void;
}
