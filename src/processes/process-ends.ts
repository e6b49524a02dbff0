import type {GatedChild} from './gated-child.ts';
import type {ProcessIdentity} from './process-identity.ts';

/** The ends of the processes that this bottle has started, so that they need not be polled. */
export interface ProcessEnds {
  note(process: OwnProcess): void;
  /** A process that has not ended yet; `undefined` if it has, or another bottle has started it. */
  of(identity: ProcessIdentity): OwnProcess | undefined;
}

/** A process that this bottle has started. */
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
