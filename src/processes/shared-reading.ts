/**
 * A read that concurrent callers share. A call during a read gets the next one, which includes everything that happened before
 * the call.
 */
export function sharedReading<T>(read: () => Promise<T>): () => Promise<T> {
  let current: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | undefined;
  return async () => {
    next ??= current.then(async () => {
      const reading = read();
      current = reading.catch(() => undefined);
      next = undefined;
      return await reading;
    });
    return await next;
  };
}
