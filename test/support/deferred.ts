/** A promise with functions to settle it. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

export function deferred<T>(): Deferred<T> {
  let settle: Omit<Deferred<T>, 'promise'> | undefined;
  const promise = new Promise<T>((resolve, reject) => (settle = {resolve, reject}));
  return {promise, ...(settle as unknown as Omit<Deferred<T>, 'promise'>)};
}

/** Waits until everything that can happen now has happened. */
export async function turn(): Promise<void> {
  await new Promise(resolve => setImmediate(resolve));
}
