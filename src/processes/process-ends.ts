import type {GatedChild} from './gated-child.ts';
import type {ProcessIdentity} from './process-identity.ts';

/** Tracks the ends of processes started by this bottle, so that they need not be polled. */
export interface ProcessEnds {
  note(process: OwnProcess): void;
  /** A process that is still running; `undefined` if it has ended, or was started by another bottle. */
  of(identity: ProcessIdentity): OwnProcess | undefined;
}

/** A process started by this bottle. */
export type OwnProcess = Pick<GatedChild, 'identity' | 'ended' | 'leftGroup'>;

export function createProcessEnds(): ProcessEnds {
  const ends = new Map<number, OwnProcess>();
  return {
    note(process) {
      const {pid} = process.identity;
      ends.set(pid, process);
      void process.ended.then(() => {
        if (ends.get(pid) === process) ends.delete(pid);
      });
    },
    of({pid, startTime}) {
      const process = ends.get(pid);
      return process?.identity.startTime === startTime ? process : undefined;
    },
  };
}
