import {describe, expect, test} from 'vitest';
import type {RunEvent} from '../../src/vocabulary/event.ts';
import {withoutBrowser} from '../support/browser.ts';
import type {Launch} from '../support/launch.ts';
import {pageRig, type PageRig} from '../support/page-rig.ts';

const UP = `serve: 'echo up; exec sleep 600', ready: {log: up}`;
const LAUNCH = `
name: shop
tasks:
  db: {${UP}}
  api: {needs: [db], ${UP}}
  web: {needs: [api], ${UP}}
  other: {${UP}}
`;

describe.skipIf(withoutBrowser)('actions on a run', () => {
  async function upRun(): Promise<PageRig & {readonly launch: Launch}> {
    const rig = await pageRig(LAUNCH);
    const launch = rig.run();
    await launch.event('run-ready');
    await rig.page.getByRole('link', {name: 'shop'}).waitFor();
    return {...rig, launch};
  }

  test('restarts a task with the mouse', async () => {
    const {page, launch} = await upRun();
    await page.getByRole('link', {name: 'shop'}).click();
    await page.getByRole('table').getByRole('link', {name: 'api'}).click();
    await page.getByRole('button', {name: 'Restart…'}).click();
    const dialog = page.getByRole('dialog', {name: 'Restart api?'});
    await dialog.getByText('Tasks that depend on it are restarted too: web.').waitFor();
    await dialog.getByRole('button', {name: 'Restart', exact: true}).click();
    await page.getByText('Restarted api').waitFor();
    expect(restarted(launch)).toEqual(['api', 'web']);
  });

  test('restarts a task with the keyboard', async () => {
    const {page, launch} = await upRun();
    await openFirstRun(page);
    await page.keyboard.press('/');
    await page.keyboard.type('api');
    await page.getByRole('table').getByRole('link', {name: 'db'}).waitFor({state: 'detached'});
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', {name: 'Details of api'}).waitFor();
    await page.keyboard.press('r');
    await page.getByRole('dialog', {name: 'Restart api?'}).waitFor();
    // The focus starts on Cancel, after the options.
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Space');
    await page.getByText('Tasks that depend on it keep running: web.').waitFor();
    for (let presses = 0; presses < 3; presses++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Restarted api').waitFor();
    expect(restarted(launch)).toEqual(['api']);
  });

  test('stops a task and starts it again', async () => {
    const {page, launch} = await upRun();
    await page.getByRole('link', {name: 'shop'}).click();
    await page.getByRole('table').getByRole('link', {name: 'web'}).click();
    await page.getByRole('button', {name: 'Stop…'}).click();
    await page.getByRole('dialog').getByText('No other running task depends on it.').waitFor();
    await page.getByRole('dialog').getByRole('button', {name: 'Stop', exact: true}).click();
    await page.getByText('Stopped web').waitFor();
    await page.getByRole('button', {name: 'Start', exact: true}).click();
    await page.getByText('Started web').waitFor();
    expect(restarted(launch)).toEqual(['web']);
  });

  test('ends the run with the mouse', async () => {
    const {page, launch} = await upRun();
    await page.getByRole('link', {name: 'shop'}).click();
    await page.getByRole('button', {name: 'End run…'}).click();
    const dialog = page.getByRole('dialog', {name: 'End shop?'});
    await dialog.getByText('Stops all 4 tasks').waitFor();
    await dialog.getByRole('button', {name: 'End run', exact: true}).click();
    await page.getByText('Ended run shop').waitFor();
    await seesEnd(page, launch);
  });

  test('ends the run with the keyboard; Cancel and Escape close the dialog only', async () => {
    const {page, launch} = await upRun();
    await openFirstRun(page);
    await page.keyboard.press('x');
    await page.getByRole('dialog', {name: 'End shop?'}).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({state: 'detached'});
    await page.keyboard.press('x');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({state: 'detached'});
    expect(launch.events.some(({type}) => type === 'run-requested')).toBe(false);
    await page.keyboard.press('x');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await seesEnd(page, launch);
  });

  test('reports a refused request', async () => {
    const rig = await pageRig(
      `name: shop\ntasks: {web: {serve: 'echo up; exec sleep 600', ready: {log: up}}}`,
    );
    const {page} = rig;
    const launch = rig.run();
    await launch.event('run-ready');
    await page.getByRole('link', {name: 'shop'}).click();
    await page.getByRole('table').getByRole('link', {name: 'web'}).click();
    await page.getByRole('button', {name: 'Restart…'}).click();
    await page.getByRole('dialog').waitFor();
    launch.signal('SIGTERM');
    await launch.ended();
    await page.getByRole('dialog').getByRole('button', {name: 'Restart', exact: true}).click();
    await page.getByText('Could not restart web').waitFor();
  });
});

type Tab = PageRig['page'];

async function openFirstRun(page: Tab): Promise<void> {
  await page.keyboard.press('/');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  // The heading appears before the tasks.
  await page.getByRole('table').getByRole('link', {name: 'db'}).waitFor();
}

async function seesEnd(page: Tab, launch: Launch): Promise<void> {
  await launch.ended();
  await page.getByRole('heading', {name: 'shop'}).waitFor();
  await page.locator('.run-title').getByText('ended').waitFor();
  await page.getByText('Exit code').waitFor();
  expect(await page.getByRole('button', {name: 'End run…'}).count()).toBe(0);
}

/** The tasks that were started again. */
function restarted({events}: Launch): readonly string[] {
  const again = events.filter(
    (event): event is Extract<RunEvent, {type: 'task-started'}> =>
      event.type === 'task-started' && event.cause !== 'needs-met',
  );
  return again.map(({task}) => task).toSorted();
}
