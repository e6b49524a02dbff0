import {Semaphore} from 'async-mutex';
import {raceAbort} from '../processes/race-abort.ts';

/** The slots of a machine: its commands run one after another or a few at a time. */
export interface MachineSlots {
  /**
   * Waits until fewer than `width` other commands run in a machine.
   * @returns a function that releases the slot; `undefined` if the signal fired first
   */
  take(machine: string, options: SlotOptions): Promise<(() => void) | undefined>;
}

export interface SlotOptions {
  readonly width: number;
  readonly signal: AbortSignal;
}

/** Slots for any number of machines, by name. */
export function machineSlots(): MachineSlots {
  const turns = new Map<string, Semaphore>();
  return {
    async take(machine, {width, signal}) {
      const turn = turns.get(machine) ?? new Semaphore(width);
      turns.set(machine, turn);
      const taken = turn.acquire().then(([, release]) => release);
      try {
        return await raceAbort(taken, signal);
      } catch {
        // A caller that has stopped waiting releases its slot.
        void taken.then(release => release());
        return undefined;
      }
    },
  };
}
