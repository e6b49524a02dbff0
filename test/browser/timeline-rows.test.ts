import {describe, expect, test} from 'vitest';
import type {RunEvent} from '../../src/vocabulary/event.ts';
import {withoutBrowser} from '../support/browser.ts';
import type {Launch} from '../support/launch.ts';
import {pageRig, type PageRig} from '../support/page-rig.ts';

// Tasks start in a different order than the file lists them.
const LAUNCH = `
name: shop
tasks:
  web: {needs: [migrate], serve: 'exec sleep 600'}
  seed: {if: "\${{ vars.seed == 'yes' }}", run: 'true'}
  migrate: {needs: [db], run: 'exit 3'}
  db: {serve: 'echo listening; exec sleep 600', ready: {log: listening}}
vars: {seed: 'no'}
`;

describe.skipIf(withoutBrowser)('the rows of the timeline', () => {
  test('are sorted by start time, and their bars match the events', async () => {
    const {page, events} = await openTimeline();
    const rows = page.getByRole('list', {name: 'Tasks by their start'}).getByRole('listitem');
    await page.getByRole('button', {name: 'Whole run'}).click();
    expect(await rows.locator('.timeline-name').allTextContents()).toEqual(['db', 'migrate', 'web', 'seed']);
    expect(await rows.locator('.timeline-note').allTextContents()).toEqual([
      ...['critical', 'failed', 'cancelled', 'skipped'],
    ]);

    const endMs = at(events, 'run-ended');
    const begin = at(events, 'run-started');
    const part = (...times: readonly number[]): unknown =>
      times.map(time => expect.closeTo(time / endMs, 2) as unknown);
    expect(await page.evaluate(DRAWN_BARS)).toEqual({
      db: {
        'is-wait': part(begin, at(events, 'task-started', 'db')),
        'is-up': part(at(events, 'task-ready', 'db'), at(events, 'task-stopping', 'db')),
        'is-stop': part(at(events, 'task-stopping', 'db'), at(events, 'task-stopped', 'db')),
      },
      migrate: {
        'is-wait': part(begin, at(events, 'task-started', 'migrate')),
        'failed-mark': part(at(events, 'task-failed', 'migrate')),
      },
      web: {'is-wait': part(begin, at(events, 'task-cancelled', 'web'))},
      seed: {'is-wait': part(begin, at(events, 'task-skipped', 'seed'))},
    });
  });

  test('are a single Tab stop, and open tasks with the arrow keys', async () => {
    const {page} = await openTimeline();
    await page.getByRole('button', {name: 'Whole run'}).focus();
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    expect(await focused.textContent()).toBe('db');
    await page.keyboard.press('ArrowDown');
    expect(await focused.textContent()).toBe('migrate');
    await page.keyboard.press('End');
    expect(await focused.textContent()).toBe('seed');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    const details = page.getByRole('complementary', {name: 'Details of migrate'});
    await details.getByText('exited with code 3').waitFor();
    await page.locator('.timeline-name[aria-current=true]', {hasText: 'migrate'}).waitFor();
  });

  test('describe their phases as text', async () => {
    const {page} = await openTimeline();
    const row = page.getByRole('listitem').filter({has: page.getByRole('link', {name: 'web', exact: true})});
    expect(await row.locator('.visually-hidden').textContent()).toMatch(/^waiting for needs [\d.]+ m?s$/);
  });
});

async function openTimeline(): Promise<PageRig & Pick<Launch, 'events'>> {
  const rig = await pageRig(LAUNCH);
  const launch = rig.run();
  expect((await launch.ended()).code).toBe(1);
  await rig.page.getByRole('link', {name: 'shop'}).click();
  await rig.page.getByRole('link', {name: 'Timeline', exact: true}).click();
  await rig.page.getByRole('heading', {name: 'Timeline'}).waitFor();
  return {...rig, events: launch.events};
}

/** The time of an event, in milliseconds since the start of the run. */
function at(events: readonly RunEvent[], type: RunEvent['type'], task?: string): number {
  const event = events.find(each => each.type === type && (!task || ('task' in each && each.task === task)));
  if (!event) throw new Error(`there is no event \`${type}\` of ${task ?? 'the run'}`);
  return event.at;
}

/** By task and class of the mark: start and end as fractions of the bar's width. */
const DRAWN_BARS = `Object.fromEntries([...document.querySelectorAll('.timeline-row')].map(row => {
  const bar = row.querySelector('.timeline-bar').getBoundingClientRect();
  const shown = [...row.querySelectorAll('.is-wait, .is-up, .is-stop')].map(element => {
    const {left, right} = element.getBoundingClientRect();
    return [element.classList[1], [(left - bar.left) / bar.width, (right - bar.left) / bar.width]];
  });
  const failed = [...row.querySelectorAll('.failed-mark')].map(element => ['failed-mark', [parseFloat(element.style.left) / 100]]);
  return [row.querySelector('.timeline-name').textContent, Object.fromEntries([...shown, ...failed])];
}))`;
