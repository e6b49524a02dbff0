import {describe, expect, test} from 'vitest';
import {withoutBrowser} from '../support/browser.ts';
import {pageRig, type PageRig} from '../support/page-rig.ts';

const LAUNCH = `
name: shop
tasks:
  db: {serve: 'echo listening; exec sleep 600', ready: {log: listening}}
  migrate:
    needs: [db]
    run: |
      echo 'creating tables'
      echo 'relation "orders" exists already' >&2
      exit 3
  web: {needs: [migrate], serve: 'exec sleep 600'}
  slow: {needs: [db], run: exec sleep 600}
  after-slow: {needs: [slow], run: 'true'}
`;

describe.skipIf(withoutBrowser)('finding out why a run failed', () => {
  async function failedRun(): Promise<PageRig> {
    const rig = await pageRig(LAUNCH);
    expect((await rig.run().ended()).code).toBe(1);
    return rig;
  }

  async function seesCause({page}: PageRig): Promise<void> {
    const failure = page.getByRole('region', {name: 'Why it failed'});
    await failure.getByText('task migrate exited with code 3').waitFor();
    await failure.getByText('relation "orders" exists already').waitFor();
    await failure.getByText('1 dependent task cancelled: web').waitFor();
    await failure.getByText('2 other tasks cancelled because the run stopped: slow, after-slow').waitFor();
  }

  async function seesLog({page}: PageRig): Promise<void> {
    const lines = page.getByRole('listbox', {name: 'Log lines'});
    await lines.getByText('creating tables').waitFor();
    await lines.getByText('relation "orders" exists already').waitFor();
    expect(await lines.getByText('listening').count()).toBe(0);
  }

  test('works with the mouse', async () => {
    const rig = await failedRun();
    const {page} = rig;
    await page.getByText('task migrate exited with code 3').waitFor();
    await page.getByRole('link', {name: 'shop'}).click();
    await seesCause(rig);
    await page.getByRole('link', {name: 'Logs of migrate'}).click();
    await seesLog(rig);
  });

  test('works with the keyboard', async () => {
    const rig = await failedRun();
    const {page} = rig;
    await page.getByText('task migrate exited with code 3').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('failed');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await seesCause(rig);
    await tabTo(rig, 'Logs of migrate');
    await page.keyboard.press('Enter');
    await seesLog(rig);
  });

  test('marks the failed task in the graph and shows the failure in its details', async () => {
    const {page} = await failedRun();
    await page.getByRole('link', {name: 'shop'}).click();
    await page.getByRole('link', {name: 'migrate run · failed'}).click();
    const details = page.getByRole('complementary', {name: 'Details of migrate'});
    await details.getByText('exited with code 3').waitFor();
    await details.getByRole('link', {name: 'db'}).click();
    await page.getByRole('complementary', {name: 'Details of db'}).getByText('stopped').first().waitFor();
  });
});

/** Presses Tab until the element with this name has the focus. */
async function tabTo({page}: PageRig, name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab');
    if ((await page.locator(':focus').textContent())?.trim() === name) return;
  }
  throw new Error(`Tab does not reach \`${name}\``);
}
