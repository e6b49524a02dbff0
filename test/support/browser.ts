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

let started: Promise<Browser> | undefined;

/**
 * The browser of this worker, without a window: the first file that needs it starts it, and it ends with the worker. Each test
 * opens contexts of its own.
 */
export async function sharedBrowser(): Promise<Browser> {
  started ??= launchBrowser();
  const browser = await started;
  if (browser.isConnected()) return browser;
  // Its process was killed, as on a machine without memory.
  return await (started = launchBrowser());
}

/** Starts one, without a window. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = browserPath();
  if (executablePath === undefined) throw new Error('Chromium is not installed');
  // Root cannot use the sandbox; only pages of the tests are opened.
  return await chromium.launch({
    executablePath,
    args: ['--no-sandbox', `--host-resolver-rules=${OTHER_HOST}`],
  });
}

/** A host of the tests that has the address of this machine. */
const OTHER_HOST = 'MAP evil.example 127.0.0.1';
