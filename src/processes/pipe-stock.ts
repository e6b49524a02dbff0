import {randomUUID} from 'node:crypto';
import {constants, openSync, unlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** The two ends of a pipe, as descriptors; whoever took it closes both. */
export interface PipeEnds {
  /** Does not block. */
  readonly reader: number;
  readonly writer: number;
}

/** How many pipes are made beyond those that are wanted now. */
const SPARE = 16;

const stock: PipeEnds[] = [];
let wanted = 0;
let filling: Promise<void> | undefined;

/**
 * Takes `count` pipes. Node can make a named pipe only by a process, `mkfifo`, which costs as much for one as for many:
 * those that are wanted at once are made together, with some to spare, so that a task seldom waits for it.
 */
export async function takePipes(count: number): Promise<PipeEnds[]> {
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
}

function fill(): Promise<void> {
  return (filling ??= makePipes(wanted + SPARE).finally(() => (filling = undefined)));
}

async function makePipes(count: number): Promise<void> {
  const paths = Array.from({length: count}, () => join(tmpdir(), `.bottle-${randomUUID()}`));
  const {execa} = await import('execa');
  await execa('mkfifo', ['-m', '600', ...paths]);
  for (const path of paths) stock.push(openPipe(path));
}

function openPipe(path: string): PipeEnds {
  // The reader first and without blocking: a writer's open waits for a reader.
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_WRONLY);
  unlinkSync(path);
  return {reader, writer};
}
