/** A promise, and the ways to settle it from outside. */
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

/** Lets everything happen that can happen now. */
export async function turn(): Promise<void> {
  await new Promise(resolve => setImmediate(resolve));
}
