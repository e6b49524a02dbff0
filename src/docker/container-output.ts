import type Dockerode from 'dockerode';
import {pauseUntil} from '../processes/backpressure.ts';
import {guarded} from '../processes/guarded-streams.ts';
import {statusOf} from './engine-problem.ts';
import {frameSplitter, type OnPiece} from './frames.ts';

/** How a container's output is read. */
interface OutputOptions {
  readonly tty: boolean;
  /** The pending start of the container, if any; never rejects. The engine cannot follow the log before the start. */
  starting(): Promise<void> | undefined;
  /**
   * Called when the connection breaks before the end of the output. Resolves to whether the rest can be read from the
   * engine's log. Absent: it cannot.
   */
  readonly afterLoss?: () => Promise<boolean>;
  /** Called when output is read from the engine's log, after a connection loss that only the output stream has noticed. */
  readonly onReadOn?: () => void;
  /** Called if the container is still running, but the rest of its output cannot be read. */
  readonly onGivenUp?: () => void;
}

/** The output of a container while it is being read. */
export interface FollowedOutput {
  /** Settles when the container has exited and all of its output has arrived, or the connection is lost. */
  readonly over: Promise<void>;
  /**
   * Attaches again to a container that has not started, if the connection was lost. The engine's log is no substitute:
   * it may be disabled, and it holds only complete lines.
   */
  reattach(): Promise<void>;
}

/**
 * Attaches to a container that has been created but not started, so that its first line is not lost, whatever its log
 * driver. Resolves once the engine has attached.
 */
export async function followOutput(
  container: Dockerode.Container,
  onPiece: OnPiece,
  {tty, starting, afterLoss, onReadOn, onGivenUp}: OutputOptions,
): Promise<FollowedOutput> {
  const seen = {stdout: 0, stderr: 0};
  let isAttached = true;
  let again: Promise<boolean> | undefined;
  const read = async (stream: NodeJS.ReadableStream, onNew: OnPiece): Promise<boolean> => {
    const isWhole = new Promise<boolean>(resolve => {
      stream.once('end', () => resolve(true));
      // Output that arrived before a connection broke is kept; whether the container is still running is determined elsewhere.
      for (const event of ['close', 'error']) stream.once(event, () => resolve(false));
    });
    // A terminal has a single output stream, without frames.
    const split = tty ? (chunk: Uint8Array) => onNew('stdout', chunk) : frameSplitter(onNew);
    stream.on('data', (chunk: Uint8Array) => pauseUntil(stream, split(chunk)));
    return await isWhole;
  };
  const counted: OnPiece = (stream, piece) => {
    seen[stream] += piece.length;
    return onPiece(stream, piece);
  };
  const attach = async (): Promise<{readonly isWhole: Promise<boolean>}> => {
    const stream = guarded(await container.attach({stream: true, stdout: true, stderr: true}));
    isAttached = true;
    for (const event of ['end', 'close', 'error']) stream.once(event, () => (isAttached = false));
    return {isWhole: read(stream, counted)};
  };
  /** Whether there may be more to read. If the ssh process of a connection was killed, the output looks complete. */
  const hasMore = async (wasWhole: boolean): Promise<boolean> => {
    if (!afterLoss || (!wasWhole && !(await afterLoss()))) return false;
    const start = starting();
    await start;
    return again !== undefined || !wasWhole || start !== undefined || (await runsOn(container, afterLoss));
  };
  const readAll = async (): Promise<void> => {
    let isWhole = await first.isWhole;
    while (await hasMore(isWhole)) {
      const reattached = again;
      again = undefined;
      if (reattached) {
        isWhole = await reattached;
        continue;
      }
      const log = await logOf(container);
      if (log === 'none') {
        // Checked again, because the output of a container ends a moment before the engine marks it as stopped.
        if (afterLoss && (await runsOn(container, afterLoss))) onGivenUp?.();
        return;
      }
      isWhole =
        log !== 'lost' &&
        (await read(log, withoutFirst(seen, isWhole ? firstCalls(onReadOn, counted) : counted)));
    }
  };
  const first = await attach();
  return {
    over: readAll(),
    async reattach() {
      if (afterLoss && !isAttached) again = (await attach()).isWhole;
    },
  };
}

/** Whether the container is still running. If its engine does not respond, waits until it does. */
async function runsOn(container: Dockerode.Container, afterLoss: () => Promise<boolean>): Promise<boolean> {
  for (;;) {
    try {
      return (await container.inspect()).State.Running;
    } catch (error) {
      if (statusOf(error) !== undefined || !(await afterLoss())) return false;
    }
  }
}

/** Follows the log from its beginning: `none` if the engine keeps no log, `lost` if the connection broke again. */
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

/** Skips the beginning of each stream, which has already been read. */
function withoutFirst(seen: Readonly<Record<'stdout' | 'stderr', number>>, onPiece: OnPiece): OnPiece {
  const left = {...seen};
  return (stream, piece) => {
    const known = Math.min(left[stream], piece.length);
    left[stream] -= known;
    return known === piece.length ? undefined : onPiece(stream, piece.subarray(known));
  };
}
