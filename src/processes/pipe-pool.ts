import {makeAnonymousPipes, PIPES_TOGETHER} from './anonymous-pipes.ts';
import {makeNamedPipes} from './named-pipes.ts';
import {ENDLESS, PAIRS, type PipeEnds, type PipeKind} from './open-pipes.ts';

/** Pipes created in advance. The caller closes the descriptors that it takes. */
export interface PipePool {
  take(count: number): Promise<PipeEnds[]>;
  /** The descriptor of a pipe that has no data and never ends, because it is open for reading and writing. */
  takeEndless(): Promise<number>;
  /** Closes the remaining pipes. No pipes may be taken after that. */
  close(): Promise<void>;
}

/** The number of pipes created in addition to those requested, if descriptors are not scarce. */
const SPARE = 2 * PIPES_TOGETHER;
const SPARE_ENDLESS = PIPES_TOGETHER;

/** The pool is refilled when fewer pipes are left. 5 spares and the 2 pipes of a single command fit in one batch. */
const LOW = 5;

/** The pool keeps one spare pipe per this many descriptors in the process's limit. */
const DESCRIPTORS_PER_SPARE = 64;

/**
 * Opens an empty pool. Node can create a pipe only through a child process, which costs the same for one pipe as for many. Pipes
 * requested together are created together, with some spares, so tasks rarely wait for a pipe.
 *
 * @param expected the number of pipes that will be taken soon; they are created now
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

/** A stock of pipes of one kind. */
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
      // Refill in advance.
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
