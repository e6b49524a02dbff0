import {makeAnonymousPipes, PIPES_TOGETHER} from './anonymous-pipes.ts';
import {makeNamedPipes} from './named-pipes.ts';
import {ENDLESS, PAIRS, type PipeEnds, type PipeKind} from './open-pipes.ts';

/** Pipes, created ahead of need. The caller that takes a descriptor closes it. */
export interface PipePool {
  take(count: number): Promise<PipeEnds[]>;
  /**
   * The descriptor of a pipe that never ends and never has anything to read: open for writing too, it keeps itself from ending.
   */
  takeEndless(): Promise<number>;
  /** Closes the remaining pipes; none are taken after that. */
  close(): Promise<void>;
}

/** How many pipes are made beyond those that are wanted now, if descriptors are not scarce. */
const SPARE = 2 * PIPES_TOGETHER;
const SPARE_ENDLESS = PIPES_TOGETHER;

/** More are made when fewer are left: those of two commands. With the two of a run of one command they are made together. */
const LOW = 5;

/** One spare pipe for this many descriptors that the process may have. */
const DESCRIPTORS_PER_SPARE = 64;

/**
 * Opens an empty pool. Node can create a pipe only with a process, which costs as much for one as for many: those requested together
 * are created together, with some to spare, so that a task seldom waits for it.
 *
 * @param expected how many will be taken soon; they are made now
 */
export function createPipePool(descriptorLimit = Infinity, expected = 0): PipePool {
  const mostSpare = Math.floor(descriptorLimit / DESCRIPTORS_PER_SPARE);
  const pairs = stockOf(PAIRS, Math.min(SPARE, mostSpare));
  if (expected > 0) pairs.prepare(Math.min(expected + LOW, SPARE, mostSpare));
  const endless = stockOf(ENDLESS, Math.min(SPARE_ENDLESS, mostSpare));
  return {
    take: pairs.take,
    takeEndless: async () => (await endless.take(1))[0] as number,
    async close() {
      await Promise.all([pairs.close(), endless.close()]);
    },
  };
}

/** A stock of pipes that are all opened the same way. */
function stockOf<Opened>(kind: PipeKind<Opened>, spare: number) {
  const stock: Opened[] = [];
  let wanted = 0;
  let filling: Promise<void> | undefined;

  const fill = async (more = spare): Promise<void> => {
    filling ??= makePipes(wanted + more, kind)
      .then(pipes => void stock.push(...pipes))
      .finally(() => (filling = undefined));
    await filling;
  };

  // The next caller gets the error.
  const prepare = (count?: number): void => void fill(count).catch(() => undefined);

  return {
    prepare,
    async take(count: number): Promise<Opened[]> {
      wanted += count;
      try {
        while (stock.length < count) await fill();
      } finally {
        wanted -= count;
      }
      const taken = stock.splice(0, count);
      // Ahead of need.
      if (stock.length < LOW && spare > 0) prepare();
      return taken;
    },
    async close(): Promise<void> {
      await filling?.catch(() => undefined);
      stock.splice(0).forEach(kind.close);
    },
  };
}

async function makePipes<Opened>(count: number, kind: PipeKind<Opened>): Promise<Opened[]> {
  return (await makeAnonymousPipes(count, kind)) ?? (await makeNamedPipes(count, kind));
}
