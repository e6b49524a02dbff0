import type {BrowserContextOptions, Page} from 'playwright-core';
import {describe, expect, test} from 'vitest';
import {seriousAxeProblems} from '../support/axe.ts';
import {withoutBrowser} from '../support/browser.ts';
import {pageRig, type PageRig} from '../support/page-rig.ts';

const LAUNCH = `
name: shop
tasks:
  db: {serve: 'printf "\\\\033[33mlistening\\\\033[0m on \\\\033[38;5;21mport\\\\033[0m\\\\n"; exec sleep 600', ready: {log: listening}}
  api: {needs: [db], serve: 'exec sleep 600'}
  broken: {needs: [db], run: 'echo no >&2; exit 4', allow_failure: true}
  last: {needs: [broken], run: 'true'}
`;

const VIEWS = ['overview', 'overview?task=broken', 'timeline', 'logs', 'logs?task=db'];

describe.skipIf(withoutBrowser)('the appearance of the page', () => {
  async function shownRun(options: BrowserContextOptions): Promise<PageRig> {
    // axe is injected as a script, which the page's policy forbids.
    const rig = await pageRig(LAUNCH, {bypassCSP: true, ...options});
    await rig.run().event('run-ready');
    await rig.page.getByRole('link', {name: 'shop'}).waitFor();
    return rig;
  }

  test.for([
    ['light', {colorScheme: 'light'}],
    ['dark', {colorScheme: 'dark'}],
    ['320 pixels wide', {viewport: {width: 320, height: 640}}],
    ['4K', {viewport: {width: 3840, height: 2160}}],
  ] as const)('has no serious axe violations: %s', async ([, options]) => {
    const {page} = await shownRun(options);
    expect(await seriousAxeProblems(page)).toEqual([]);
    await page.getByRole('link', {name: 'shop'}).click();
    for (const view of VIEWS) {
      await show(page, view);
      expect([view, await seriousAxeProblems(page)]).toEqual([view, []]);
      expect([view, await overflowOf(page)]).toEqual([view, 0]);
    }
    await page.keyboard.press('?');
    await page.getByRole('dialog', {name: 'Keyboard shortcuts'}).waitFor();
    expect(await seriousAxeProblems(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('x');
    await page.getByRole('dialog', {name: 'End shop?'}).waitFor();
    expect(await seriousAxeProblems(page)).toEqual([]);
  });

  test('switches its color scheme', async () => {
    const {page} = await shownRun({colorScheme: 'light'});
    const background = async (): Promise<unknown> =>
      await page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    expect(await background()).toBe('rgb(246, 247, 249)');
    await page.keyboard.press('t');
    await page.keyboard.press('t');
    await expect.poll(background).toBe('rgb(14, 17, 22)');
    await page.reload();
    await expect.poll(background).toBe('rgb(14, 17, 22)');
  });

  test('animates nothing with reduced motion', async () => {
    const {page} = await shownRun({reducedMotion: 'reduce'});
    await page.getByRole('link', {name: 'shop'}).click();
    await page.getByRole('heading', {name: 'Tasks'}).waitFor();
    expect(await page.evaluate('document.getAnimations().length')).toBe(0);
  });
});

async function show(page: Page, view: string): Promise<void> {
  await page.evaluate(`location.hash = location.hash.split('/').slice(0, 3).join('/') + '/${view}'`);
  await page
    .getByText(view.startsWith('overview') ? 'Graph' : view === 'timeline' ? 'Critical path' : 'listening')
    .first()
    .waitFor();
}

/** Horizontal overflow of the page, in pixels. */
async function overflowOf(page: Page): Promise<unknown> {
  return await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}
