import type {ProcessIdentity} from './process-identity.ts';

/** The ends of the processes that this bottle has started, so that they need not be polled. */
export interface ProcessEnds {
  /** @param ended settles when the process has ended */
  note(identity: ProcessIdentity, ended: Promise<unknown>): void;
  /** Settles when the process has ended; `undefined` if it already has, or another bottle has started it. */
  of(identity: ProcessIdentity): Promise<unknown> | undefined;
}

export function createProcessEnds(): ProcessEnds {
  const ends = new Map<number, {readonly startTime: string; readonly ended: Promise<unknown>}>();
  return {
    note({pid, startTime}, ended) {
      const end = {startTime, ended};
      ends.set(pid, end);
      void ended.then(() => {
        if (ends.get(pid) === end) ends.delete(pid);
      });
    },
    of({pid, startTime}) {
      const end = ends.get(pid);
      return end?.startTime === startTime ? end.ended : undefined;
    },
  };
}
