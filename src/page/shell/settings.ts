/**
 * A setting of the page that survives a reload. Each random port is a new origin, so settings survive a restart of `bottle ui` only with
 * a fixed `--port`. A browser may disallow storage.
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
    // The setting then applies until the page is closed.
  }
}
