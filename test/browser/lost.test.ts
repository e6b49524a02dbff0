import {describe, expect, test} from 'vitest';
import {withoutBrowser} from '../support/browser.ts';
import {pageRig} from '../support/page-rig.ts';

const LAUNCH = `
name: shop
tasks: {web: {serve: 'echo up; exec sleep 600', ready: {log: up}}}
`;

describe.skipIf(withoutBrowser)('lost runs and connections', () => {
  test('shows a killed run as dead and offers to clean it up', async () => {
    const rig = await pageRig(LAUNCH);
    const {page} = rig;
    const launch = rig.run();
    await launch.event('run-ready');
    await page.getByRole('link', {name: 'shop'}).click();
    await page.getByRole('heading', {name: 'Tasks'}).waitFor();
    launch.signal('SIGKILL');
    await page.getByRole('heading', {name: 'This run is dead'}).waitFor();
    await page.locator('.run-title').getByText('dead').waitFor();
    await page.getByRole('button', {name: 'Clean up…'}).click();
    await page.getByRole('dialog').getByRole('button', {name: 'Clean up', exact: true}).click();
    await page.getByText('Ended run shop').waitFor();
    await expect.poll(rig.leftBehind).toEqual([expect.stringContaining('bottle.js ui')]);
  });

  test('reports that `bottle ui` has ended, and reconnects', async () => {
    const rig = await pageRig(LAUNCH);
    const {page} = rig;
    await page.getByRole('heading', {name: 'Runs'}).waitFor();
    await page.getByText('There are no runs on this machine yet').waitFor();
    await rig.endServer();
    await page.getByRole('alert').getByText('Connection lost').waitFor();
    const {port} = new URL(rig.url);
    rig.bottle(['ui', '--port', port]);
    // The new server has a different token.
    await page.getByRole('alert').getByText('This address is no longer valid').waitFor();
  });

  test('reports a run that does not exist', async () => {
    const {page} = await pageRig(LAUNCH);
    await page.evaluate(`location.hash = '#/run/20200101-000000-none/overview'`);
    await page.getByText('There is no run').waitFor();
    await page.getByRole('button', {name: 'Show all runs'}).click();
    await page.getByRole('heading', {name: 'Runs'}).waitFor();
  });
});
