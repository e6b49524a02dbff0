import {describe, expect, test} from 'vitest';
import {withoutBrowser} from '../support/browser.ts';
import {pageRig} from '../support/page-rig.ts';

const AS = 'a'.repeat(40);

const LAUNCH = `
name: shop
tasks:
  web:
    run: |
      printf 'one \\033[31mred\\033[0m word\\n'
      echo '${AS}!'
      printf '%3000s\\n' end
      echo 'last words'
`;

/** The page showing the log of an ended run. */
async function openedLog() {
  const rig = await pageRig(LAUNCH);
  await rig.run().ended();
  const {page} = rig;
  await page.getByRole('link', {name: 'shop'}).click();
  await page.getByRole('link', {name: 'Logs', exact: true}).click();
  return {page, lines: page.getByRole('listbox', {name: 'Log lines'})};
}

describe.skipIf(withoutBrowser)('searching a log', () => {
  test('stops a search that would take years, and the page stays responsive', async () => {
    const {page, lines} = await openedLog();
    await lines.getByText('last words').waitFor();
    const search = page.getByRole('searchbox', {name: 'Search the logs'});
    await search.fill('(a+)+$');
    await lines.getByText('last words').click();
    await lines.getByRole('option', {selected: true}).getByText('last words').waitFor();
    await page.getByText('the pattern takes too long to search').waitFor();

    await search.fill('red wo|words$');
    await page.getByText('2 of 2').waitFor();
    await expect
      .poll(async () => await lines.locator('mark').allTextContents())
      .toEqual(['red', ' wo', 'words']);
  });

  test('shows the selected line in full, however long it is', async () => {
    const {page, lines} = await openedLog();
    await lines.getByText('last words').click();
    await page.keyboard.press('ArrowUp');
    await page.getByRole('region', {name: 'Selected line'}).getByText(/ end$/).waitFor();
    expect(await lines.getByText(/ end$/).count()).toBe(0);
  });
});
