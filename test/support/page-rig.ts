import {onTestFinished} from 'vitest';
import type {BrowserContextOptions, Page} from 'playwright-core';
import {sharedBrowser} from './browser.ts';
import {launchRig, type LaunchRig} from './launch-rig.ts';

/** A launch file, a running `bottle ui`, and a browser tab with its page. */
export interface PageRig extends LaunchRig {
  /** The address printed by `bottle ui`. */
  readonly url: string;
  readonly page: Page;
  /** Ends `bottle ui`. */
  endServer(): Promise<void>;
}

/** @param options options of the browser window */
export async function pageRig(launchFile: string, options: BrowserContextOptions = {}): Promise<PageRig> {
  const rig = await launchRig(launchFile);
  const server = rig.bottle(['ui', '--format', 'json']);
  const {url} = JSON.parse(await server.printed(/\}\s*$/)) as {readonly url: string};
  const browser = await sharedBrowser();
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  onTestFinished(async () => await context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  failOnErrors(page);
  await page.goto(url);
  return {
    ...{...rig, url, page},
    async endServer() {
      server.signal('SIGTERM');
      await server.ended();
    },
  };
}

/** Fails the test on an error of the page or a violation of its policy. */
function failOnErrors(page: Page): void {
  const errors: string[] = [];
  page.on('pageerror', error => errors.push(String(error.stack)));
  page.on('console', message => {
    if (/Content Security Policy|TrustedHTML|TrustedScript/.test(message.text())) errors.push(message.text());
  });
  onTestFinished(() => {
    if (errors.length > 0) throw new Error(`the page had errors:\n${errors.join('\n')}`);
  });
}
