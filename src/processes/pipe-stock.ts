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

/** Pipes, made ahead of need. */
export interface PipeStock {
  take(count: number): Promise<PipeEnds[]>;
  /** Closes what is left; nothing is taken after that. */
  close(): Promise<void>;
}

/** How many pipes are made beyond those that are wanted now. */
const SPARE = 16;

/**
 * Opens an empty stock. Node can make a named pipe only by a process, `mkfifo`, which costs as much for one as for many:
 * those that are wanted at once are made together, with some to spare, so that a task seldom waits for it.
 */
export function createPipeStock(): PipeStock {
  const stock: PipeEnds[] = [];
  let wanted = 0;
  let filling: Promise<void> | undefined;

  const fill = async (): Promise<void> => {
    filling ??= makePipes(wanted + SPARE)
      .then(pipes => void stock.push(...pipes))
      .finally(() => (filling = undefined));
    await filling;
  };

  return {
    async take(count) {
      wanted += count;
      try {
        while (stock.length < count) await fill();
      } finally {
        wanted -= count;
      }
      const taken = stock.splice(0, count);
      // Ahead of need; who needs them then is told what went wrong.
      if (stock.length < SPARE / 2) fill().catch(() => undefined);
      return taken;
    },
    async close() {
      await filling?.catch(() => undefined);
      for (const {reader, writer} of stock.splice(0)) [reader, writer].forEach(end => closeSync(end));
    },
  };
}

async function makePipes(count: number): Promise<PipeEnds[]> {
  const paths = Array.from({length: count}, () => join(tmpdir(), `.bottle-${randomUUID()}`));
  const maker = spawn('/bin/sh', ['-c', MAKE, 'sh', ...paths], {stdio: ['pipe', 'pipe', 'pipe']});
  let problem = '';
  maker.stderr.on('data', (chunk: Buffer) => (problem += chunk.toString()));
  const closed = once(maker, 'close');
  // It ends before it has said anything only by failing.
  await Promise.race([once(maker.stdout, 'data'), closed]);
  if (problem !== '') throw new Error(`no pipes can be made: ${problem.trim()}`);
  const pipes = paths.map(openPipe);
  maker.stdin.end('opened\n');
  await closed;
  return pipes;
}

/** Makes the pipes, and removes them if bottle is gone before it could; a Ctrl-C at the terminal is not for this. */
const MAKE = 'trap "" INT TERM HUP PIPE; mkfifo -m 600 "$@" || exit; echo made; read -r line || rm -f "$@"';

function openPipe(path: string): PipeEnds {
  // The reader first and without blocking: a writer's open waits for a reader.
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_WRONLY);
  unlinkSync(path);
  return {reader, writer};
}
