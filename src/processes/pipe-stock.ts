import {spawn} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {once} from 'node:events';
import {closeSync, constants, openSync, unlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** The two ends of a pipe, as descriptors; whoever took it closes both. */
export interface PipeEnds {
  /** Does not block. */
  readonly reader: number;
  readonly writer: number;
}

/** Pipes, made ahead of need. Whoever takes a descriptor closes it. */
export interface PipeStock {
  take(count: number): Promise<PipeEnds[]>;
  /**
   * The descriptor of a pipe that never ends and never has anything to read: open for writing too, it keeps itself from ending.
   */
  takeEndless(): Promise<number>;
  /** Closes what is left; nothing is taken after that. */
  close(): Promise<void>;
}

/** How many pipes are made beyond those that are wanted now. */
const SPARE = 16;
const SPARE_ENDLESS = 8;

/**
 * Opens an empty stock. Node can make a named pipe only by a process, `mkfifo`, which costs as much for one as for many:
 * those that are wanted at once are made together, with some to spare, so that a task seldom waits for it.
 */
export function createPipeStock(): PipeStock {
  const pairs = stockOf(openPair, SPARE);
  const endless = stockOf(openEndless, SPARE_ENDLESS);
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
function stockOf<Opened>(open: (path: string) => Opened, spare: number) {
  const stock: Opened[] = [];
  let wanted = 0;
  let filling: Promise<void> | undefined;

  const fill = async (): Promise<void> => {
    filling ??= makePipes(wanted + spare, open)
      .then(pipes => void stock.push(...pipes))
      .finally(() => (filling = undefined));
    await filling;
  };

  return {
    async take(count: number): Promise<Opened[]> {
      wanted += count;
      try {
        while (stock.length < count) await fill();
      } finally {
        wanted -= count;
      }
      const taken = stock.splice(0, count);
      // Ahead of need; who needs them then is told what went wrong.
      if (stock.length < spare / 2) fill().catch(() => undefined);
      return taken;
    },
    /** Empties the stock, and gives what was left in it. */
    async close(): Promise<Opened[]> {
      await filling?.catch(() => undefined);
      return stock.splice(0);
    },
  };
}

async function makePipes<Opened>(count: number, open: (path: string) => Opened): Promise<Opened[]> {
  const paths = Array.from({length: count}, () => join(tmpdir(), `.bottle-${randomUUID()}`));
  const maker = spawn('/bin/sh', ['-c', MAKE, 'sh', ...paths], {stdio: ['pipe', 'pipe', 'pipe']});
  let problem = '';
  maker.stderr.on('data', (chunk: Buffer) => (problem += chunk.toString()));
  const closed = once(maker, 'close');
  // It ends before it has said anything only by failing.
  await Promise.race([once(maker.stdout, 'data'), closed]);
  if (problem !== '') throw new Error(`no pipes can be made: ${problem.trim()}`);
  const pipes = paths.map(path => opened(path, open));
  maker.stdin.end('opened\n');
  await closed;
  return pipes;
}

/** Makes the pipes, and removes them if bottle is gone before it could; a Ctrl-C at the terminal is not for this. */
const MAKE = 'trap "" INT TERM HUP PIPE; mkfifo -m 600 "$@" || exit; echo made; read -r line || rm -f "$@"';

function opened<Opened>(path: string, open: (path: string) => Opened): Opened {
  const pipe = open(path);
  unlinkSync(path);
  return pipe;
}

function openPair(path: string): PipeEnds {
  // The reader first and without blocking: a writer's open waits for a reader.
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_WRONLY);
  return {reader, writer};
}

function openEndless(path: string): number {
  return openSync(path, constants.O_RDWR);
}
