import {existsSync} from 'node:fs';
import {chromium, type Browser} from 'playwright-core';

/** Where Debian, Ubuntu and Google install it. */
const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser of this machine for tests of the page; `undefined` if it has none. `CHROMIUM` names another one. */
export function browserPath(): string | undefined {
  return [...(process.env.CHROMIUM === undefined ? [] : [process.env.CHROMIUM]), ...PATHS].find(path =>
    existsSync(path),
  );
}

/** Whether tests of the page are skipped: on a machine without a browser, except in CI. */
export const withoutBrowser = browserPath() === undefined && !process.env.CI;

/** Starts the browser, without a window. */
export async function launchBrowser(args: readonly string[] = []): Promise<Browser> {
  const executablePath = browserPath();
  if (executablePath === undefined) throw new Error('Chromium is not installed');
  // Root cannot use the sandbox; only pages of the tests are opened.
  return await chromium.launch({executablePath, args: ['--no-sandbox', ...args]});
}
