import {once} from 'node:events';
import {closeSync, constants, openSync, unlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {LaunchError} from './launch-error.ts';
import {startPiped} from './start-child.ts';
import {randomName} from '../vocabulary/random-name.ts';

/** The two ends of a pipe, as descriptors; the caller that took it closes both. */
export interface PipeEnds {
  /** Does not block. */
  readonly reader: number;
  readonly writer: number;
}

/** Pipes, created ahead of need. The caller that takes a descriptor closes it. */
export interface PipePool {
  take(count: number): Promise<PipeEnds[]>;
  /**
   * The descriptor of a pipe that never ends and never has anything to read: open for writing too, it keeps itself from ending.
   */
  takeEndless(): Promise<number>;
  /** Closes what is left; nothing is taken after that. */
  close(): Promise<void>;
}

/** How many pipes are made beyond those that are wanted now, if descriptors are not scarce. */
const SPARE = 16;
const SPARE_ENDLESS = 8;

/** One spare pipe for this many descriptors that the process may have. */
const DESCRIPTORS_PER_SPARE = 64;

/**
 * Opens an empty pool. Node can create a named pipe only with a process, `mkfifo`, which costs as much for one as for many:
 * those requested together are created together, with some to spare, so that a task seldom waits for it.
 *
 * @param isExpected whether pipes are made now, since some will be taken soon
 */
export function createPipePool(descriptorLimit = Infinity, isExpected = false): PipePool {
  const mostSpare = Math.floor(descriptorLimit / DESCRIPTORS_PER_SPARE);
  const pairs = stockOf(openPair, closePair, Math.min(SPARE, mostSpare));
  if (isExpected) pairs.prepare();
  const endless = stockOf(openEndless, closeSync, Math.min(SPARE_ENDLESS, mostSpare));
  return {
    take: pairs.take,
    takeEndless: async () => (await endless.take(1))[0] as number,
    async close() {
      const [left, leftEndless] = await Promise.all([pairs.close(), endless.close()]);
      const ends = [...left.flatMap(({reader, writer}) => [reader, writer]), ...leftEndless];
      for (const end of ends) closeSync(end);
    },
  };
}

/** A stock of pipes that are all opened the same way. */
function stockOf<Opened>(open: (path: string) => Opened, close: (pipe: Opened) => void, spare: number) {
  const stock: Opened[] = [];
  let wanted = 0;
  let filling: Promise<void> | undefined;

  const fill = async (): Promise<void> => {
    filling ??= makePipes(wanted + spare, open, close)
      .then(pipes => void stock.push(...pipes))
      .finally(() => (filling = undefined));
    await filling;
  };

  // The next caller gets the error.
  const prepare = (): void => void fill().catch(() => undefined);

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
      if (stock.length < spare / 2) prepare();
      return taken;
    },
    /** Empties the stock, and gives what was left in it. */
    async close(): Promise<Opened[]> {
      await filling?.catch(() => undefined);
      return stock.splice(0);
    },
  };
}

async function makePipes<Opened>(
  count: number,
  open: (path: string) => Opened,
  close: (pipe: Opened) => void,
): Promise<Opened[]> {
  const paths = Array.from({length: count}, () => join(tmpdir(), `.bottle-${randomName()}`));
  const maker = startPiped('/bin/sh', ['-c', MAKE, 'sh', ...paths]);
  let problem = '';
  maker.stderr.on('data', chunk => (problem += String(chunk)));
  const closed = once(maker, 'close');
  try {
    // It ends before it has printed anything only by failing.
    const isMade = await Promise.race([
      once(maker.stdout, 'data').then(() => true),
      closed.then(() => false),
    ]);
    if (!isMade) throw noPipes(problem);
    const pipes = openAll(paths, open, close);
    // All are open, and have no names any more. Not waited for.
    maker.stdin.end('opened\n');
    closed.catch(() => undefined);
    return pipes;
  } catch (error) {
    // Only a pipe that is open has lost its name; the maker removes the others.
    maker.stdin.end();
    await closed.catch(() => undefined);
    throw error;
  }
}

/**
 * Makes the pipes, and removes those that are left if bottle could not open them all or is gone; a Ctrl-C at the terminal is not for
 * this. `command -p` finds the system's programs, whatever the PATH.
 */
const MAKE =
  'trap "" INT TERM HUP PIPE; command -p mkfifo -m 600 "$@" || exit; echo made; read -r line || command -p rm -f "$@"';

function noPipes(problem: string): LaunchError {
  // It reports the same of each pipe.
  const [first = ''] = problem.trim().split('\n');
  return new LaunchError(`cannot create pipes in \`${tmpdir()}\` (\`$TMPDIR\`): ${first}`);
}

/** All of them or none: were as many kept as there are descriptors left, a teardown would find none. */
function openAll<Opened>(
  paths: readonly string[],
  open: (path: string) => Opened,
  close: (pipe: Opened) => void,
): Opened[] {
  const pipes: Opened[] = [];
  try {
    for (const path of paths) pipes.push(opened(path, open));
    return pipes;
  } catch (error) {
    pipes.forEach(close);
    throw error;
  }
}

function opened<Opened>(path: string, open: (path: string) => Opened): Opened {
  const pipe = open(path);
  unlinkSync(path);
  return pipe;
}

function openPair(path: string): PipeEnds {
  // The reader first and without blocking: a writer's open waits for a reader.
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const writer = openSync(path, constants.O_WRONLY);
    return {reader, writer};
  } catch (error) {
    closeSync(reader);
    throw error;
  }
}

function closePair({reader, writer}: PipeEnds): void {
  closeSync(reader);
  closeSync(writer);
}

function openEndless(path: string): number {
  return openSync(path, constants.O_RDWR);
}
