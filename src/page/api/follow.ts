import {ApiError, request} from './request.ts';
import {readLines} from './read-lines.ts';

/** A stream to follow until it is over. */
export interface Follower<Line> {
  /** The path below `/api/`. */
  readonly path: string;
  /** Called when the stream starts, and when it restarts from the beginning after the connection was lost. */
  onStart(): void;
  onLines(lines: readonly Line[]): void;
  /** Called when the connection is lost or refused. */
  onLost?(error: ApiError): void;
}

/** Follows a stream while the page is visible, until it is over or `signal` is aborted. Reconnects if the connection is lost. */
export async function follow<Line extends {readonly type: string}>(
  follower: Follower<Line>,
  signal: AbortSignal,
): Promise<void> {
  for (let failures = 0; !signal.aborted; failures++) {
    await untilVisible();
    const hidden = whenHidden();
    try {
      if (await readOnce(follower, AbortSignal.any([signal, hidden]), () => (failures = 0))) return;
      throw new ApiError('the connection to `bottle ui` was closed');
    } catch (error) {
      if (signal.aborted as boolean) return;
      if (hidden.aborted) continue;
      const problem = error instanceof ApiError ? error : new ApiError(String(error));
      follower.onLost?.(problem);
      if (problem.status !== undefined && problem.status < 500) return;
    }
    await delay(Math.min(LONGEST_PAUSE_MS, SHORTEST_PAUSE_MS * 2 ** failures), signal);
  }
}

const SHORTEST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** Reads a stream to its end. Returns whether it is over, rather than cut off. */
async function readOnce<Line extends {readonly type: string}>(
  {path, onStart, onLines}: Follower<Line>,
  signal: AbortSignal,
  onConnected: () => void,
): Promise<boolean> {
  const {body} = await request(path, {signal});
  onConnected();
  onStart();
  let last: Line | undefined;
  await readLines(body ?? new ReadableStream(), values => {
    signal.throwIfAborted();
    const lines = values as readonly Line[];
    onLines(lines);
    last = lines.at(-1);
  });
  return last?.type === 'over';
}

async function delay(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>(resolve => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Resolves when the page is visible. */
async function untilVisible(): Promise<void> {
  while (document.hidden) await new Promise<void>(resolve => onceChanged(resolve));
}

/**
 * A signal that is aborted when the page is hidden. Hidden tabs close their connections, since a browser allows only six per server
 * (HTTP/1.1), and each tab uses up to three.
 */
function whenHidden(): AbortSignal {
  const hiding = new AbortController();
  const check = (): void => {
    if (document.hidden) hiding.abort();
    else onceChanged(check);
  };
  onceChanged(check);
  return hiding.signal;
}

function onceChanged(listener: () => void): void {
  document.addEventListener('visibilitychange', listener, {once: true});
}
