import {describe, expect, test} from 'vitest';
import {withoutBrowser} from '../support/browser.ts';
import {listen} from '../support/listen.ts';
import {pageRig} from '../support/page-rig.ts';
import {createServer} from 'node:http';

describe.skipIf(withoutBrowser)('the details of a task', () => {
  test('show outputs without secrets, during the run and afterwards', async () => {
    const rig = await pageRig(`
      name: shop
      tasks:
        made:
          run: |
            echo "color=blue" >> "$BOTTLE_OUTPUT"
            echo "key=abc-def-ghi" >> "$BOTTLE_OUTPUT"
          outputs: [color, key]
          secret_outputs: [key]
        web: {serve: 'echo up; exec sleep 600', ready: {log: up}, needs: [made]}
    `);
    const {page} = rig;
    const launch = rig.run();
    await launch.event('run-ready');
    const seesOutputs = async (): Promise<void> => {
      const details = page.getByRole('complementary', {name: 'Details of made'});
      await details.getByText('blue').waitFor();
      await details.getByText('secret').waitFor();
      expect(await page.content()).not.toContain('abc-def-ghi');
    };
    await page.getByRole('link', {name: 'shop'}).click();
    await page.getByRole('table').getByRole('link', {name: 'made'}).click();
    await seesOutputs();
    launch.signal('SIGTERM');
    await launch.ended();
    await page.reload();
    await seesOutputs();
  });

  test('show the URLs and probes of a task, and the tasks it waits for', async () => {
    const server = createServer((_, response) => response.writeHead(503).end());
    const port = await listen(server);
    const {page, ...rig} = await pageRig(`
      name: shop
      tasks:
        api: {wait: {}, ready: {http: 'http://127.0.0.1:${port}/health'}}
        web: {needs: [api], serve: 'exec sleep 600'}
    `);
    await rig.run().event('probe-attempted');
    await page.getByRole('link', {name: 'shop'}).click();
    await page.getByRole('link', {name: 'web serve · waiting'}).click();
    const web = page.getByRole('complementary', {name: 'Details of web'});
    await web.getByText('Waits for api').waitFor();
    await web.getByRole('link', {name: 'api'}).first().click();
    const api = page.getByRole('complementary', {name: 'Details of api'});
    await api.getByText('at most 30 s').waitFor();
    expect(await api.evaluate('document.activeElement.ariaLabel')).toBe('Details of api');
    const link = api.getByRole('link', {name: `http://127.0.0.1:${port}/health`}).first();
    expect(await link.getAttribute('rel')).toContain('noreferrer');
  });

  test('open from the graph with the arrow keys; Escape returns the focus; changes are announced', async () => {
    const up = `serve: 'echo up; exec sleep 600', ready: {log: up}`;
    const {page, ...rig} = await pageRig(`{name: shop, tasks: {db: {${up}}, web: {${up}, needs: [db]}}}`);
    await rig.run().event('run-ready');
    await page.getByRole('link', {name: 'shop'}).click();
    await page.getByRole('link', {name: 'db serve · ready'}).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', {name: 'Details of web'}).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('complementary').waitFor({state: 'detached'});
    await expect
      .poll(async () => await page.evaluate(`document.activeElement.getAttribute('data-item')`))
      .toBe('web');
    await rig.bottle(['stop', 'web']).ended();
    await page.getByRole('status').getByText('web: stopped').waitFor();
  });
});
