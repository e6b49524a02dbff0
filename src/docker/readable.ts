import {readFileSync} from 'node:fs';

/** The text of a file; `undefined` if it cannot be read. */
export function readText(path: string): string | undefined {
  return unlessUnreadable(() => readFileSync(path, 'utf8'));
}

/** The result of `read`; `undefined` if it throws. */
export function unlessUnreadable<Content>(read: () => Content): Content | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
