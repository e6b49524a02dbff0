import {existsSync} from 'node:fs';
import {chromium, type Browser} from 'playwright-core';

/** Locations of the packages of Debian, Ubuntu and Google. */
const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser for page tests, or `undefined` if none is installed. `CHROMIUM` selects another one. */
export function browserPath(): string | undefined {
  return [...(process.env.CHROMIUM === undefined ? [] : [process.env.CHROMIUM]), ...PATHS].find(path =>
    existsSync(path),
  );
}

/** Whether page tests are skipped: without a browser, except in CI. */
export const withoutBrowser = browserPath() === undefined && !process.env.CI;

let started: Promise<Browser> | undefined;

/**
 * The headless browser of this worker. The first file that needs it starts it, and it ends with the worker. Each test
 * opens its own contexts.
 */
export async function sharedBrowser(): Promise<Browser> {
  started ??= launchBrowser();
  const browser = await started;
  if (browser.isConnected()) return browser;
  // The process of the browser was killed, for example because of too little memory.
  return await (started = launchBrowser());
}

/** Starts a headless browser. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = browserPath();
  if (executablePath === undefined) throw new Error('Chromium is not installed');
  // Chromium's sandbox does not work for root. The browser only opens pages of the tests.
  return await chromium.launch({
    executablePath,
    args: ['--no-sandbox', `--host-resolver-rules=${OTHER_HOST}`],
  });
}

/** A host name that resolves to this machine. */
const OTHER_HOST = 'MAP evil.example 127.0.0.1';
