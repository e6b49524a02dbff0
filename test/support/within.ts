/** A generous limit for any step on a busy machine. */
const LIMIT_MS = 60_000;

/** Returns `done`, or rejects after a minute with `what` as the missing event. */
export async function within<T>(what: () => string, done: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited 60 s for ${what()}`)), LIMIT_MS);
  });
  return await Promise.race([done, late]).finally(() => clearTimeout(timer));
}
