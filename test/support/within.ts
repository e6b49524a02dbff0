/** How long anything may take on a machine under load. */
const LIMIT_MS = 60_000;

/** `done`, or an error that says what did not come in a minute. */
export async function within<T>(what: () => string, done: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited 60 s for ${what()}`)), LIMIT_MS);
  });
  return await Promise.race([done, late]).finally(() => clearTimeout(timer));
}
