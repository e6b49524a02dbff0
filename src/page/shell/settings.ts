/**
 * Settings of the page that outlive a reload. A random port is another origin each time, so they are lost with `bottle ui` unless
 * it has a fixed `--port`. A browser may refuse storage altogether.
 */
export function storedSetting(name: string): string | undefined {
  try {
    return localStorage.getItem(`bottle.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

export function storeSetting(name: string, value: string): void {
  try {
    localStorage.setItem(`bottle.${name}`, value);
  } catch {
    // It counts until the page is closed.
  }
}
