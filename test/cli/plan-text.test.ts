import {stripVTControlCharacters} from 'node:util';
import {describe, expect, test} from 'vitest';
import {planText} from '../../src/cli/views/plan/text.ts';
import type {PlanTextOptions} from '../../src/cli/views/plan/layout.ts';
import {plan, type PlanOptions} from '../../src/plan/plan.ts';
import {select} from '../../src/plan/select.ts';
import {type SelectionRequest} from '../../src/plan/selection.ts';
import type {LaunchFile} from '../../src/model/launch-file.ts';
import {launchOf} from '../plan/launch-of.ts';

const shop = launchOf(
  `
  address: {alias: {}}
  build: {run: "npm run build\\nnpm run pack", outputs: [mode], timeout: 2m}
  cache: {if: "\${{ vars.cache }}", serve: cache}
  warm: {run: "warm \${{ tasks.cache.pid }}"}
  debug: {if: "\${{ tasks.build.mode == 'debug' }}", serve: debugger, retry: {attempts: 2, delay: 1s}}
  web:
    description: the shop itself
    needs: [build]
    serve: [npm, start, "\${{ vars.theme }}"]
    env: {HOST: "\${{ tasks.address.ip }}", URL: "http://\${{ tasks.address.ip }}:80", TOKEN: "\${{ secrets.T }}"}
    ready: [{http: "http://\${{ tasks.address.ip }}/up", timeout: 1m}, {log: up}]
`,
  'name: shop\nvars: {cache: no, theme: "two\\nlines\\e[31m"}\nsecrets: {T: {env: T}}\nenv: {LEVEL: info}',
);

const WHOLE = `shop: 6 tasks in 2 waves, bottle.yaml
runs until Ctrl-C: debug, web

environment of host commands
  LEVEL=info

wave 1
  address lease an address of 127.0.0.16-127.0.0.31
  build   run npm run build …
          takes at most 2 m
  cache   serve cache
          skipped, its condition \${{ vars.cache }} is false

wave 2
  warm    run warm ‹after cache›
          skipped, it uses \`cache\`, which was skipped
          after cache: \${{ tasks.cache.pid }} in run
  debug   serve debugger
          may be skipped, its condition \${{ tasks.build.mode == 'debug' }} is evaluated after \`build\`
          after build: \${{ tasks.build.mode }} in if
          tried at most 2 times
          takes at most 1 s
  web     serve npm start two …
          for the shop itself
          after build: needs
          after address: \${{ tasks.address.ip }} in env.HOST
          env.URL = http://‹after address›:80
          env.TOKEN = ‹secret T›
          waits for http http://‹after address›/up, at most 1 m
          waits for a log line matching /up/, at most 30 s

teardown
  1. debug, web
  2. address

time to ready
  deadlines: at most 3 m (build 2 m → web 1 m)
`;

describe('the text of a plan', () => {
  test('shows everything about each task', async () => expect(await textOf(shop)).toBe(WHOLE));

  test('shows the times of earlier runs', async () => {
    const times = {build: 61_000, web: 250};
    const text = await textOf(shop, {}, {times});
    expect(text).toContain('          last took 1 m 1 s\n');
    expect(text).toContain(
      '  last runs: 1 m 1 s (build 1 m 1 s → web 250 ms); address, debug have no recorded time\n',
    );
  });

  test.each([
    ['until: t', 't: {run: x}', 'ends when t ends'],
    ['', 't: {run: x, interactive: true}', 'ends when t ends, on the terminal'],
    [
      '',
      '{a: {run: x, interactive: true}, b: {run: x, interactive: true}}',
      'ends when the last of a, b ends, on the terminal',
    ],
    ['', 't: {run: x}', 'ends when all tasks are done'],
  ])('with `%s` and %s shows when the run ends', async (head, tasks, expected) => {
    const launch = launchOf(tasks.startsWith('{') ? ` ${tasks}` : `\n  ${tasks}`, head);
    expect((await textOf(launch)).split('\n')[1]).toBe(expected);
  });

  test('shows tasks without a deadline, and an empty teardown', async () => {
    const text = await textOf(launchOf('\n  a: {run: x}\n  b: {run: x, needs: [a], timeout: 3s}'));
    expect(text).toContain('teardown\n  nothing\n');
    expect(text).toContain('  deadlines: 3 s (a → b 3 s); a has no deadline\n');
    expect(await textOf(launchOf('\n  a: {run: x}'))).toContain('time to ready\n  a has no deadline\n');
  });

  test('shows limits and flags that change the run', async () => {
    const text = await textOf(shop, {}, {jobs: 1, keepGoing: true});
    expect(text).toContain(
      'starts at most 1 task at the same time\nafter a failure, tasks that do not depend on the failed one still start\n',
    );
  });

  test('fits the terminal: long lines wrap with an indentation', async () => {
    const text = await textOf(shop, {}, {}, {width: 40});
    expect(Math.max(...text.split('\n').map(({length}) => length))).toBeLessThanOrEqual(40);
    expect(text).toContain('          skipped, it uses `cache`,\n            which was skipped\n');
    expect(text.replaceAll(/\s+/g, '')).toBe(WHOLE.replaceAll(/\s+/g, ''));
  });

  test('has colors only on request', async () => {
    expect(await textOf(shop)).not.toContain('\u001b');
    const colored = await textOf(shop, {}, {}, {color: true});
    expect(colored).toContain('\u001b[1mwave 1\u001b[22m');
    expect(stripVTControlCharacters(colored)).toBe(WHOLE);
  });
});

describe('a long plan', () => {
  const names = Array.from({length: 60}, (_, at) => `c${at}`);
  const chain = names.map(
    (name, at) => `\n  ${name}: {serve: x, ready: {port: 1}, needs: [${at > 0 ? `c${at - 1}` : ''}]}`,
  );
  const crowd = names.map((_, at) => `\n  w${at}: {run: x, if: "\${{ vars.${at < 2 ? 'no' : 'yes'} }}"}`);
  const long = launchOf([...chain, ...crowd].join(''), 'vars: {no: "", yes: "1"}');

  test('is collapsed to a line for each wave, and to one line for the many waves in the middle', async () => {
    const text = await textOf(long);
    expect(text.split('\n')).toHaveLength(53);
    expect(text).toContain(
      'wave 1   61 tasks (2 skipped): c0, w0, w1, w2, w3, w4 and 55 more\nwave 2   1 task: c1\n',
    );
    expect(text).toContain('wave 10  1 task: c9\n… 40 more waves with 40 tasks\nwave 51  1 task: c50\n');
    expect(text).toContain('  10. 1 task: c50\n  … 40 more groups\n  51. 1 task: c9\n');
    expect(text).toContain('c0 30 s → c1 30 s → c2 30 s → c3 30 s → … 52 more … → c56 30 s →');
    expect(text).toContain('w2, w3, w4, w5, w6, w7 and 52 more have no deadline\n');
  });

  test('shows named tasks in full', async () => {
    const text = await textOf(long, {}, {}, {whole: ['c30']});
    expect(text).toContain('wave 31  1 task: c30\n  c30    serve x\n         after c29: needs\n');
    expect(text).toContain('… 20 more waves with 20 tasks\nwave 31');
  });

  test('shows all tasks in full with `all`', async () => {
    const text = await textOf(long, {}, {}, {whole: 'all'});
    for (const name of long.tasks.keys()) expect(text).toMatch(new RegExp(`^  ${name} +(run|serve) x$`, 'm'));
    expect(text).not.toMatch(/ more|--all/);
  });
});

async function textOf(
  launch: LaunchFile,
  request: SelectionRequest = {},
  options: Partial<PlanOptions> = {},
  how: Partial<PlanTextOptions> = {},
): Promise<string> {
  const result = select(launch, request);
  if ('diagnostics' in result) throw new Error(result.diagnostics.map(({message}) => message).join('\n'));
  const made = plan({launch, selection: result.selection, env: {}, ...options});
  return await planText(made, {color: false, width: Infinity, cwd: '/work', whole: [], ...how});
}
