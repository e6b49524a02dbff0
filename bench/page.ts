import {gzipSync} from 'node:zlib';
import {readFileSync} from 'node:fs';
import type {Page} from 'playwright-core';
import {browserPath, launchBrowser} from '../test/support/browser.ts';
import type {Benchmark, Result, Row, Settings} from './benchmark.ts';
import {frameWork, TRACE_CATEGORIES, type FrameWork} from './frame-work.ts';
import {pageLoad} from './page-load.ts';
import {servePage} from './page-server.ts';

/** The page of `bottle ui` with a lot of data. 95 % of its frames should take less than 16 ms. */
export const page: Benchmark = {defaultRounds: 1, measure};

const SIZE = {runs: 50, tasks: 300, lines: 200_000};
const LINES_PER_SECOND = 2_000;
const MEASURED_MS = 6_000;
const FRAME_MS = 16;

/** Scripts that run in the measured page. */
const ASK_FOR_FRAMES = `{
  const next = () => requestAnimationFrame(next);
  next();
}`;
const SCROLL = `{
  const lines = document.querySelector('.log-lines');
  const step = () => {
    lines.scrollTop = lines.scrollTop < 400 ? lines.scrollHeight : lines.scrollTop - 370;
    requestAnimationFrame(step);
  };
  step();
}`;

/** User actions during the measurement. */
const scenarios: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  'follow all logs': async page => await openLogs(page),
  'search while they grow': async page => {
    await openLogs(page);
    await page.getByRole('searchbox', {name: /search the logs/i}).fill('orders/\\d*7 200');
  },
  'scroll through them': async page => {
    await openLogs(page);
    await page.evaluate(SCROLL);
  },
  'one task of 300': async page => {
    await openLogs(page);
    await page.evaluate("location.hash = '#/run/run-0/logs?logs=service-7'");
  },
  'graph and table': async page => {
    await openLogs(page);
    await page.getByRole('link', {name: 'Overview'}).click();
  },
};

async function measure({rounds, onRound}: Settings): Promise<Result> {
  if (browserPath() === undefined) throw new Error('Chromium is not installed');
  const samples = new Map<string, FrameWork[]>();
  for (let round = 0; round < rounds; round++) {
    onRound(round);
    for (const [name, prepare] of Object.entries(scenarios))
      samples.set(name, [...(samples.get(name) ?? []), await measureScenario(prepare)]);
  }
  const html = readFileSync('dist/ui/page.html');
  return {
    title: `page: ${SIZE.runs} runs, ${SIZE.tasks} tasks, ${SIZE.lines} lines of logs, ${LINES_PER_SECOND} more per second`,
    notes: [
      `the page is ${(html.length / 1000).toFixed(0)} kB, ${(gzipSync(html, {level: 9}).length / 1000).toFixed(0)} kB gzipped`,
      'work is the CPU time of the main thread per frame, including drawing',
    ],
    columns: [
      '',
      'frames',
      `work < ${FRAME_MS} ms`,
      'median, ms',
      '95 %, ms',
      'longest, ms',
      'in time',
      'long tasks',
    ],
    rows: [...samples].map(([name, works]) => row(name, works)),
    samples: Object.fromEntries(samples),
  };
}

async function measureScenario(prepare: (page: Page) => Promise<void>): Promise<FrameWork> {
  const server = await servePage(pageLoad(SIZE));
  const browser = await launchBrowser();
  try {
    const tab = await browser.newPage({viewport: {width: 1600, height: 1000}});
    await tab.goto(`${server.url}#/`);
    await prepare(tab);
    server.startLogging(LINES_PER_SECOND);
    await tab.evaluate(ASK_FOR_FRAMES);
    // Wait until the effects of the preparation are over.
    await tab.waitForTimeout(1_000);
    await browser.startTracing(tab, {categories: TRACE_CATEGORIES});
    await tab.waitForTimeout(MEASURED_MS);
    return frameWork((await browser.stopTracing()).toString());
  } finally {
    await browser.close();
    server.close();
  }
}

async function openLogs(tab: Page): Promise<void> {
  await tab.evaluate("location.hash = '#/run/run-0/logs'");
  await tab.getByText(/^2\d\d,\d\d\d lines$/).waitFor({timeout: 120_000});
}

function row(name: string, works: readonly FrameWork[]): Row {
  const work = works.flatMap(({workMs}) => workMs).toSorted((one, other) => one - other);
  const intervals = works.flatMap(({intervalMs}) => intervalMs);
  const at = (share: number): string => (work[Math.floor(share * (work.length - 1))] ?? 0).toFixed(1);
  return [
    ...[name, work.length, share(work, ms => ms < FRAME_MS), at(0.5), at(0.95), at(1)],
    ...[
      share(intervals, ms => ms < 1.5 * (1000 / 60)),
      works.reduce((sum, {longTasks}) => sum + longTasks, 0),
    ],
  ];
}

function share(values: readonly number[], isGood: (value: number) => boolean): string {
  return `${((100 * values.filter(isGood).length) / Math.max(1, values.length)).toFixed(1)} %`;
}
