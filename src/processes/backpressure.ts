/** Settles when the consumer is ready for more output; `undefined` if it is ready now. */
export type Backpressure = Promise<void> | undefined;

/** The methods of a readable stream used here. */
interface Pausable {
  pause(): unknown;
  resume(): unknown;
}

/** Pauses `stream` until the consumer is ready for more. */
export function pauseUntil(stream: Pausable, wanted: Backpressure): void {
  if (wanted === undefined) return;
  stream.pause();
  void wanted.then(() => stream.resume());
}
