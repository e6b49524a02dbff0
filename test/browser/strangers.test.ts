import {createServer} from 'node:http';
import type {Page} from 'playwright-core';
import {describe, expect, onTestFinished, test} from 'vitest';
import {withoutBrowser} from '../support/browser.ts';
import {listen} from '../support/listen.ts';
import {pageRig} from '../support/page-rig.ts';

const LAUNCH = `tasks: {web: {serve: 'exec sleep 600'}}`;

describe.skipIf(withoutBrowser)('unauthorized access', () => {
  test('is refused to a page of another origin, even with the token', async () => {
    const {url, page: own} = await pageRig(LAUNCH);
    const page = await own.context().newPage();
    const {port} = await pageOf('');
    await page.goto(`http://127.0.0.1:${port}/`);
    const api = JSON.stringify(new URL('/api/runs', url).href);
    const token = new URL(url).searchParams.get('token') ?? '';
    const attempt = async (script: string): Promise<unknown> =>
      await page.evaluate(`(async () => ${script})()`);
    const failed = `.then(async response => 'read: ' + await response.text(), error => String(error))`;
    expect(await attempt(`fetch(${api})${failed}`)).toMatch(/TypeError/);
    expect(await attempt(`fetch(${api}, {headers: {authorization: 'Bearer ${token}'}})${failed}`)).toMatch(
      /TypeError/,
    );
    expect(await attempt(`fetch(${JSON.stringify(url)}, {mode: 'no-cors'})${failed}`)).toMatch(
      /TypeError|^read: $/,
    );
    // A frame cannot show the page.
    await page.evaluate(`document.body.innerHTML = '<iframe src=${JSON.stringify(url)}></iframe>'`);
    const frame = page.frames().at(-1);
    expect(await frame?.getByText('bottle').count()).toBe(0);
  });

  test('is refused for another host name', async () => {
    const {url, page} = await pageRig(LAUNCH);
    expect(await statusOf(page, url.replace('127.0.0.1', 'evil.example'))).toBe(403);
  });

  test('is refused without the token or with a wrong one', async () => {
    const {url, page} = await pageRig(LAUNCH);
    for (const address of [new URL('/', url).href, `${url}x`, new URL('/api/runs', url).href]) {
      expect([address, await statusOf(page, address)]).toEqual([address, 401]);
    }
  });

  test('does not come from the page: all of its requests go to the server', async () => {
    const {url, page} = await pageRig(LAUNCH);
    const asked: string[] = [];
    page.on('request', request => asked.push(request.url()));
    await page.goto(url);
    await page.getByRole('heading', {name: 'Runs'}).waitFor();
    const {origin} = new URL(url);
    expect(asked.filter(address => !address.startsWith(origin) && !address.startsWith('data:'))).toEqual([]);
  });
});

/** The status of a refused request. An empty response makes the browser show an error of its own. */
async function statusOf(page: Page, address: string): Promise<number> {
  const response = page.waitForResponse(address);
  await expect(page.goto(address)).rejects.toThrow('ERR_HTTP_RESPONSE_CODE_FAILURE');
  return (await response).status();
}

async function pageOf(html: string): Promise<{readonly port: number}> {
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(html));
  onTestFinished(() => void server.close());
  return {port: await listen(server)};
}
