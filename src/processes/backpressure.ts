/** Settles when the one who takes output wants more of it; `undefined` if that is now. */
export type Backpressure = Promise<void> | undefined;

/** The part of a readable stream that is needed here. */
interface Pausable {
  pause(): unknown;
  resume(): unknown;
}

/** Reads nothing from `stream` until more is wanted. */
export function pauseUntil(stream: Pausable, wanted: Backpressure): void {
  if (wanted === undefined) return;
  stream.pause();
  void wanted.then(() => stream.resume());
}
