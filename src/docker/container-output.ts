import type Dockerode from 'dockerode';
import {pauseUntil} from '../processes/backpressure.ts';
import {guarded} from '../processes/guarded-streams.ts';
import {statusOf} from './engine-problem.ts';
import {frameSplitter, type OnPiece} from './frames.ts';

/** How a container's output is read. */
interface OutputOptions {
  readonly tty: boolean;
  /** The start of the container while it is under way, which never rejects: until then the engine follows no log of it. */
  starting(): Promise<void> | undefined;
  /**
   * Called when the connection broke before the end of the output: settles with whether it can be read on, from the log of the engine.
   * Absent: it cannot.
   */
  readonly afterLoss?: () => Promise<boolean>;
  /** Output comes from the engine's log, after a connection loss that only its stream has noticed. */
  readonly onReadOn?: () => void;
  /** The container runs on, and the rest of its output cannot be read. */
  readonly onGivenUp?: () => void;
}

/**
 * Listens to a container that has been created and not started, so that its first line is heard, whatever its log driver
 * is. Settles once the engine has attached.
 *
 * @returns a promise that settles when the container has exited and all of its output has arrived, or the connection is lost
 */
export async function followOutput(
  container: Dockerode.Container,
  onPiece: OnPiece,
  {tty, starting, afterLoss, onReadOn, onGivenUp}: OutputOptions,
): Promise<{readonly over: Promise<void>}> {
  const seen = {stdout: 0, stderr: 0};
  const first = guarded(await container.attach({stream: true, stdout: true, stderr: true}));
  const read = async (stream: NodeJS.ReadableStream, onNew: OnPiece): Promise<boolean> => {
    const isWhole = new Promise<boolean>(resolve => {
      stream.once('end', () => resolve(true));
      // Output that arrived before a connection broke is kept; whether the container is still running is determined elsewhere.
      for (const event of ['close', 'error']) stream.once(event, () => resolve(false));
    });
    // A terminal has one output, without frames.
    const split = tty ? (chunk: Uint8Array) => onNew('stdout', chunk) : frameSplitter(onNew);
    stream.on('data', (chunk: Uint8Array) => pauseUntil(stream, split(chunk)));
    return await isWhole;
  };
  const counted: OnPiece = (stream, piece) => {
    seen[stream] += piece.length;
    return onPiece(stream, piece);
  };
  /** Whether there may be more to read: to the end of an ssh that was killed, the output looks complete. */
  const hasMore = async (wasWhole: boolean): Promise<boolean> => {
    if (!afterLoss || (!wasWhole && !(await afterLoss()))) return false;
    const start = starting();
    await start;
    return !wasWhole || start !== undefined || (await runsOn(container, afterLoss));
  };
  const readAll = async (): Promise<void> => {
    let isWhole = await read(first, counted);
    while (await hasMore(isWhole)) {
      const log = await logOf(container);
      if (log === 'none') {
        // Looked at again: the output of a container ends a moment before its engine counts it as ended.
        if (afterLoss && (await runsOn(container, afterLoss))) onGivenUp?.();
        return;
      }
      isWhole =
        log !== 'lost' &&
        (await read(log, withoutFirst(seen, isWhole ? firstCalls(onReadOn, counted) : counted)));
    }
  };
  return {over: readAll()};
}

/** Whether it is still running; if its engine does not respond, waits until it does. */
async function runsOn(container: Dockerode.Container, afterLoss: () => Promise<boolean>): Promise<boolean> {
  for (;;) {
    try {
      return (await container.inspect()).State.Running;
    } catch (error) {
      if (statusOf(error) !== undefined || !(await afterLoss())) return false;
    }
  }
}

/** The whole log, and what is to come: `none` if the engine keeps none, `lost` if the connection broke again. */
async function logOf(container: Dockerode.Container): Promise<NodeJS.ReadableStream | 'none' | 'lost'> {
  try {
    return guarded(await container.logs({follow: true, stdout: true, stderr: true}));
  } catch (error) {
    return statusOf(error) === undefined ? 'lost' : 'none';
  }
}

function firstCalls(onFirst: (() => void) | undefined, onPiece: OnPiece): OnPiece {
  let isFirst = true;
  return (stream, piece) => {
    if (isFirst) onFirst?.();
    isFirst = false;
    return onPiece(stream, piece);
  };
}

/** Leaves out the beginning of each stream, which was read before. */
function withoutFirst(seen: Readonly<Record<'stdout' | 'stderr', number>>, onPiece: OnPiece): OnPiece {
  const left = {...seen};
  return (stream, piece) => {
    const known = Math.min(left[stream], piece.length);
    left[stream] -= known;
    return known === piece.length ? undefined : onPiece(stream, piece.subarray(known));
  };
}
