/**
 * A reading that callers of the same moment share. Who asks while one is under way gets the next one: what happened before
 * it asked is in there.
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
