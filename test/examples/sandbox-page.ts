import {existsSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {withoutBrowser} from '../support/browser.ts';
import {withEngine} from '../support/docker.ts';
import {pageRig} from '../support/page-rig.ts';
import {PATIENCE_MS} from './machine-sandboxes.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pathWithoutSmolvm = (process.env.PATH ?? '')
  .split(delimiter)
  .filter(folder => !existsSync(join(folder, 'smolvm')))
  .join(delimiter);

withEngine('the page of a failed sandbox', () => {
  describe.skipIf(withoutBrowser)('in a browser', () => {
    test('shows the cause on its first view', {timeout: PATIENCE_MS}, async () => {
      const rig = await pageRig('tasks: {}');
      const {page} = rig;
      const launch = rig.bottle(['run', 'examples/agent-sandbox/bottle.yaml'], {
        ...{cwd: root, env: {PATH: pathWithoutSmolvm}},
      });
      expect((await launch.ended()).code).toBe(1);
      // The cause is visible before any click.
      await page.getByText('task vm needs smolvm').waitFor();
      await page.getByRole('link', {name: 'agent-sandbox'}).click();
      const failure = page.getByRole('region', {name: 'Why it failed'});
      await failure.getByText('task vm needs smolvm: command not found on the PATH').waitFor();
      await failure.getByText('install it').waitFor();
      await page.getByRole('link', {name: 'vm machine · failed'}).waitFor();
      await expect.poll(rig.leftBehind).toEqual([expect.stringContaining('bottle.js ui')]);
    });
  });
});
