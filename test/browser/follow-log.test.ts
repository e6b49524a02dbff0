import {describe, expect, test} from 'vitest';
import {withoutBrowser} from '../support/browser.ts';
import {pageRig, type PageRig} from '../support/page-rig.ts';

// Prints each line written to the gate.
const LAUNCH = `
name: shop
tasks:
  web:
    serve: |
      printf 'up \\033[31mred\\033[0m\\n'
      for number in $(seq 1 3000); do echo "line $number"; done
      while read -r line < gate; do echo "$line"; done
    ready: {log: up}
  noise: {run: 'echo other >&2'}
`;

describe.skipIf(withoutBrowser)('following a log', () => {
  async function openLogs(): Promise<PageRig> {
    const rig = await pageRig(LAUNCH);
    await rig.gate('gate');
    await rig.run().event('run-ready');
    await rig.page.getByRole('link', {name: 'shop'}).waitFor();
    return rig;
  }

  test('with the mouse: shows new lines until the user scrolls up, and again after Follow', async () => {
    const rig = await openLogs();
    const {page} = rig;
    await page.getByRole('link', {name: 'shop'}).click();
    await page.getByRole('link', {name: 'Logs'}).click();
    const lines = page.getByRole('listbox', {name: 'Log lines'});
    await lines.getByText('line 3000').waitFor();
    await print(rig, 'a new line');
    await lines.getByText('a new line').waitFor();
    await lines.hover();
    await page.mouse.wheel(0, -3_000);
    await page.getByRole('button', {name: 'Follow', pressed: false}).waitFor();
    await print(rig, 'another line');
    await page.getByText('3,004 lines').waitFor();
    expect(await lines.getByText('another line').count()).toBe(0);
    await page.getByRole('button', {name: 'Follow'}).click();
    await lines.getByText('another line').waitFor();
  });

  test('with the keyboard: follow, search, move and filter', async () => {
    const rig = await openLogs();
    const {page} = rig;
    await page.keyboard.press('/');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', {name: 'Tasks'}).waitFor();
    await page.keyboard.press('3');
    const lines = page.getByRole('listbox', {name: 'Log lines'});
    await lines.getByText('line 3000').waitFor();

    await page.keyboard.press('/');
    await page.keyboard.type('line \\d+00$');
    await page.getByText('30 lines match').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('1 of 30').waitFor();
    await lines.getByText('line 100', {exact: true}).waitFor();
    await page.keyboard.press('Shift+Enter');
    await page.getByText('30 of 30').waitFor();
    await lines.getByText('line 3000').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await page.getByText('1 of 30').waitFor();

    await page.getByRole('listbox').focus();
    await page.keyboard.press('ArrowDown');
    const current = lines.getByRole('option', {selected: true});
    await expect.poll(async () => await current.textContent()).toContain('line 101');
    await page.keyboard.press('Home');
    await expect.poll(async () => await current.textContent()).toMatch(/up red|other/);

    await page.keyboard.press('f');
    await print(rig, 'the end');
    await lines.getByText('the end').waitFor();
  });

  test('keeps colors', async () => {
    const {page} = await openLogs();
    await page.getByRole('link', {name: 'shop'}).click();
    await page.getByRole('link', {name: 'Logs'}).click();
    await page.getByText('3,002 lines').waitFor();
    await page.getByRole('listbox').focus();
    await page.keyboard.press('Home');
    await page.getByRole('option').getByText('red', {exact: true}).waitFor();
    expect(await page.evaluate(`getComputedStyle(document.querySelector('.log-text .ansi-1')).color`)).toBe(
      'rgb(179, 32, 42)',
    );
  });

  test('reports an invalid search, and narrows the lines by filters', async () => {
    const {page} = await openLogs();
    await page.getByRole('link', {name: 'shop'}).click();
    await page.getByRole('link', {name: 'Logs'}).click();
    await page.getByText('3,002 lines').waitFor();
    await page.getByRole('searchbox', {name: 'Search the logs'}).fill('line (');
    await page.getByText('invalid regular expression: unterminated group').waitFor();
    await page.getByRole('combobox', {name: 'Stream'}).selectOption('stderr');
    await page.getByText('1 of 3,002 lines').waitFor();
    await page.getByRole('option').getByText('other').waitFor();
    await page.getByRole('combobox', {name: 'Stream'}).selectOption('');
    await page.getByText('All tasks').first().click();
    await page.getByRole('checkbox', {name: 'web'}).check();
    await page.getByText('3,001 of 3,002 lines').waitFor();
    await page.getByRole('combobox', {name: 'Time'}).selectOption('range');
    await page.getByLabel('Until').fill('2001-01-01T00:00:00');
    await page.getByText('0 of 3,002 lines').waitFor();
  });
});

async function print(rig: PageRig, line: string): Promise<void> {
  await rig.start(['sh', '-c', `echo '${line}' > gate`]).ended();
}
