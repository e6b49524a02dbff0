import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import type {BrowserContextOptions, Locator, Page} from 'playwright-core';
import {describe, expect, onTestFinished, test} from 'vitest';
import {seriousAxeProblems} from '../support/axe.ts';
import {sharedBrowser, withoutBrowser} from '../support/browser.ts';
import {launchRig} from '../support/launch-rig.ts';

const FILE = `
name: shop
tasks:
  address: {alias: {}}
  build: {run: npm run build, timeout: 2m}
  web:
    needs: [build]
    serve: npm start
    env: {URL: "http://\${{ tasks.address.ip }}:3000"}
    ready: {http: "http://\${{ tasks.address.ip }}:3000/health"}
  test: {needs: [web], run: npm test}
  lint: {run: "echo '</script><img src=x onerror=alert(1)>'"}
`;

describe.skipIf(withoutBrowser)('the page of `bottle plan --format html`', () => {
  /** The page, with its requests, console messages, errors and dialogs. */
  async function open(options: BrowserContextOptions = {}): Promise<{page: Page; heard: string[]}> {
    const rig = await launchRig(FILE);
    const {stdout} = await rig.bottle(['plan', '--format', 'html']).ended();
    await rig.write('plan.html', stdout);
    const page = await (await sharedBrowser()).newPage(options);
    onTestFinished(async () => await page.close());
    const heard: string[] = [];
    const address = pathToFileURL(join(rig.dir, 'plan.html')).href;
    page.on('console', message => heard.push(message.text()));
    page.on('pageerror', error => heard.push(error.message));
    page.on('dialog', dialog => {
      heard.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('request', request => {
      if (request.url() !== address) heard.push(request.url());
    });
    await page.goto(address);
    return {page, heard};
  }

  const box = (page: Page, name: string): Locator =>
    page.locator('#graph').getByRole('button', {name: new RegExp(`^${name}`)});
  const details = (page: Page): Locator => page.locator('#panel article:visible');

  test('shows all details of a clicked task, and its policy blocks scripts from names', async () => {
    const {page, heard} = await open();
    await box(page, 'web').click();
    const text = await details(page).innerText();
    expect(text).toMatch(/^web\n/);
    for (const part of [
      'serve npm start',
      'build: needs',
      '${{ tasks.address.ip }} in env.URL',
      'at most 30 s',
    ])
      expect(text).toContain(part);
    await details(page).getByRole('button', {name: 'test'}).click();
    expect(await details(page).innerText()).toMatch(/^test\n/);
    await page.keyboard.press('Escape');
    expect(await details(page).count()).toBe(0);
    await box(page, 'lint').hover();
    expect(await details(page).innerText()).toContain('</script><img src=x onerror=alert(1)>');
    expect(heard).toEqual([]);
  });

  test('supports the keyboard: search, follow the edges, read the details', async () => {
    const {page, heard} = await open();
    await page.keyboard.press('/');
    await page.keyboard.type('npm run build');
    expect(await page.getByRole('status').innerText()).toBe('1 of 5');
    await page.keyboard.press('Enter');
    expect(await details(page).innerText()).toMatch(/^build\n/);
    await page.keyboard.press('ArrowRight');
    await expect
      .poll(async () => await page.locator('.task:focus').getAttribute('aria-description'))
      .toMatch(/^web: serve in wave 2/);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    expect(await page.locator('h2:focus').innerText()).toBe('test');
    expect(heard).toEqual([]);
  });

  test('zooms the graph with keys and buttons', async () => {
    const {page} = await open();
    const width = async (): Promise<number> => (await page.locator('#graph').boundingBox())?.width ?? 0;
    const before = await width();
    await page.keyboard.press('+');
    expect(await width()).toBeGreaterThan(before);
    await page.getByRole('button', {name: 'smaller'}).click();
    expect(await width()).toBeCloseTo(before, 0);
    await page.keyboard.press('+');
    await page.getByRole('button', {name: 'fit'}).click();
    expect(await width()).toBeCloseTo(before, 0);
  });

  test('shows all details without scripts', async () => {
    const {page} = await open({javaScriptEnabled: false});
    expect(await details(page).count()).toBe(5);
  });

  test.each(['light', 'dark'] as const)('has no axe violations (%s)', async colorScheme => {
    const {page} = await open({colorScheme, bypassCSP: true});
    expect(await seriousAxeProblems(page)).toEqual([]);
    await box(page, 'web').click();
    expect(await seriousAxeProblems(page)).toEqual([]);
  });
});
