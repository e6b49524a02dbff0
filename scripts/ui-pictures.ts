import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline/promises';
import {chromium, type Browser} from 'playwright-core';
import type {ThemeName} from './screen-svg.ts';

export interface UiPicture {
  readonly theme: ThemeName;
  readonly png: Buffer;
}

/**
 * Pictures of a run on the page of `bottle ui`, in both themes.
 *
 * @param command the command that starts `bottle`
 */
export async function uiPictures(
  [program, ...args]: readonly [string, ...string[]],
  {run, env}: {readonly run: string; readonly env: NodeJS.ProcessEnv},
): Promise<readonly UiPicture[]> {
  const server = spawn(program, [...args, 'ui', '--format', 'json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--no-sandbox']});
  try {
    const [line] = (await once(createInterface(server.stdout), 'line')) as [string];
    const {url} = JSON.parse(line) as {readonly url: string};
    const pictures: UiPicture[] = [];
    for (const theme of ['light', 'dark'] as const)
      pictures.push({theme, png: await picture(browser, `${url}#/run/${run}/overview`, theme)});
    return pictures;
  } finally {
    await browser.close();
    server.kill();
  }
}

async function picture(browser: Browser, address: string, colorScheme: ThemeName): Promise<Buffer> {
  const page = await browser.newPage({colorScheme, viewport: {width: 1200, height: 640}});
  await page.goto(address);
  await page.getByText('web').first().waitFor();
  // The graph is laid out once, after the first states have arrived.
  await page.evaluate('document.fonts.ready');
  await page.waitForTimeout(1_000);
  // Replaces the folder, which is on this machine.
  await page.evaluate(`for (const each of document.querySelectorAll('main *'))
    if (each.childElementCount === 0 && each.textContent.endsWith('/bottle.yaml')) each.textContent = '~/shop/bottle.yaml';`);
  return await page.screenshot();
}
