import {readFile} from 'node:fs/promises';
import {expect, test} from 'vitest';
import {planText} from '../../src/cli/views/plan/text.ts';
import {load} from '../../src/config/load.ts';
import {plan} from '../../src/plan/plan.ts';
import {select} from '../../src/plan/select.ts';
import {kinds} from '../../src/tasks/registry.ts';

test('docs/plan.md shows the actual plan of its launch file', async () => {
  const page = await readFile(new URL('../../docs/plan.md', import.meta.url), 'utf8');
  const [, yaml = '', shown] =
    /^```yaml\n(.*?)^```.*?^```text\n\$ bottle plan\n(.*?)^```$/ms.exec(page) ?? [];

  const loaded = load('/shop/bottle.yaml', yaml, {vars: {}, env: {}, kinds});
  if ('diagnostics' in loaded) throw new Error('the file is wrong');
  const selected = select(loaded.launch, {});
  if ('diagnostics' in selected) throw new Error('everything can be selected');
  const made = plan({...loaded, ...selected, env: {}});

  expect(await planText(made, {color: false, width: Infinity, cwd: '/shop', whole: []})).toBe(shown);
});
