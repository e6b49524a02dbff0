import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import {comparisonText} from '../../src/cli/views/timeline/comparison-text.ts';
import {timelineText, type TimelineTextOptions} from '../../src/cli/views/timeline/text.ts';
import {compareTimelines} from '../../src/timeline/compare.ts';
import {timelineOf} from '../../src/timeline/timeline-of.ts';
import type {Timeline} from '../../src/timeline/timeline.ts';
import type {RunEvent} from '../../src/vocabulary/event.ts';
import {event, runStarted} from '../timeline/made-run.ts';
import {played, type PlayedTask} from '../timeline/played-run.ts';

const shop: Readonly<Record<string, PlayedTask>> = {
  ...{cache: {ms: 600}, db: {ms: 200}, docs: {ms: 500}},
  migrate: {ms: 300, needs: ['cache', 'db']},
};

const plain: TimelineTextOptions = {state: 'ended', width: 80, color: false, unicode: true, all: false};

test('prints bars, critical path, slack and the possible saving', async () => {
  expect(await timelineText(timelineFrom(played(shop)), plain)).toBe(
    [
      'shop  ready in 900 ms, up for 0 s  20261128-120000-abcd',
      '',
      '  TASK     |0 ms                      |500 ms                     TOOK     SLACK',
      `* cache    ${'█'.repeat(33).padEnd(49)}    600 ms  critical`,
      `  db       ${'█'.repeat(11).padEnd(49)}    200 ms    400 ms`,
      `  docs     ${'█'.repeat(28).padEnd(49)}    500 ms    400 ms`,
      `* migrate  ${'·'.repeat(33)}${'█'.repeat(16)}    300 ms  critical`,
      '  · waiting for needs  █ running',
      '',
      '* critical path, 900 ms: cache 600 ms → migrate 300 ms',
      'if `migrate` does not need `cache`: −300 ms',
      '',
    ].join('\n'),
  );
});

test('prints ASCII, and uses colors only for marks that are also visible without them', async () => {
  const timeline = timelineFrom(played(shop));
  const ascii = await timelineText(timeline, {...plain, unicode: false});
  expect(ascii).toMatch(/^[ -~\n]*$/);
  expect(ascii).toContain('* cache    ####');
  const colored = await timelineText(timeline, {...plain, color: true});
  expect(colored).toContain('\u001b[1m* \u001b[22m');
  // eslint-disable-next-line no-control-regex
  expect(colored.replaceAll(/\u001b\[\d+m/g, '').replaceAll(/ +$/gm, '')).toBe(
    await timelineText(timeline, plain),
  );
});

describe.each([40, 41, 59, 60, 80, 133, 400])('a timeline in %i columns', width => {
  test.each([shop, {ファイル: {ms: 100}, x: {ms: 3, needs: ['ファイル']}, ['long-'.repeat(30)]: {ms: 7}}])(
    'has no line that is too wide and no missing bar',
    async tasks => {
      const text = await timelineText(timelineFrom(played(tasks)), {...plain, width});
      const lines = text.split('\n');
      expect(lines.filter(line => stringWidth(line) > width)).toEqual([]);
      expect(lines.filter(line => /█.*(?:critical|m?s)$/.test(line))).toHaveLength(Object.keys(tasks).length);
    },
  );
});

test('shortens an idle period, and keeps space for start and end', async () => {
  const day = 86_400_000;
  const timeline = timelineFrom([
    runStarted({web: {kind: 'serve'}}),
    event(0, 'task-started', 'web'),
    event(1000, 'task-ready', 'web'),
    event(1000, 'run-ready'),
    event(day, 'teardown-started'),
    event(day, 'task-stopping', 'web'),
    event(day + 500, 'task-stopped', 'web'),
    event(day + 500, 'run-ended'),
  ]);
  const text = await timelineText(timeline, plain);
  expect(text).toContain('shop  ready in 1 s, ended after 24 h  ');
  const row = text.split('\n').find(line => line.startsWith('* web')) ?? '';
  expect(row).toMatch(/▒{20,}━{6,10}▚{8,}/);
  expect(text).toMatch(/\|0 ms .*\|1 s? ?.*\|24 h/);
});

test('prints 40 of 300 tasks, including all critical and failed ones; `--all` prints the rest', async () => {
  const tasks = Object.fromEntries(
    Array.from({length: 300}, (_, at): [string, PlayedTask] => [
      `t${at}`,
      {ms: at % 7, needs: at % 10 === 0 && at > 0 ? [`t${at - 10}`] : []},
    ]),
  );
  const timeline = timelineFrom(played(tasks));
  const rows = (text: string): number =>
    text.split('\n').filter(line => /^[* ] t\d+ [^→]*$/.test(line)).length;
  const folded = await timelineText(timeline, plain);
  expect(rows(folded)).toBe(40);
  expect(folded).toContain('260 more tasks, none of them on the critical path; `--all` shows them');
  const critical = timeline.criticalPath.filter(name => !folded.includes(`* ${name} `));
  expect(critical).toEqual([]);
  expect(rows(await timelineText(timeline, {...plain, all: true}))).toBe(300);
});

test('removes control characters from names', async () => {
  const tasks: typeof shop = {'a\u001b[2Jb': {ms: 10}, 'c\nd': {ms: 5}};
  const timeline = timelineFrom([runStarted(tasks, {runName: 'x\u009b2J'}), ...played(tasks).slice(1)]);
  const text = await timelineText(timeline, plain);
  expect(text).not.toMatch(/[^\P{Cc}\n]/u);
  expect(text.split('\n').filter(line => /█.*(?:critical|m?s)$/.test(line))).toHaveLength(2);
});

test('prints the failure of a failed run and the state of its process on the first line', async () => {
  const failure = {
    reason: 'exited',
    during: 'starting',
    terminal: false,
    task: 'web',
    exit: {code: 3},
    lastLines: [],
  };
  const timeline = timelineFrom([
    runStarted({web: {}}),
    event(0, 'task-started', 'web'),
    event(20, 'task-failed', 'web', {failure}),
    event(21, 'teardown-started', undefined, {because: 'failed'}),
  ]);
  const first = async (state: TimelineTextOptions['state']): Promise<string | undefined> =>
    (await timelineText(timeline, {...plain, state})).split('\n')[0];
  expect(await first('alive')).toContain('failed: task `web` exited with code 3, stopping after 0 s');
  expect(await first('dead')).toContain('failed: task `web` exited with code 3, dead after 21 ms');
});

describe('a comparison', () => {
  const before = timelineFrom(played(shop));
  const options = {width: 80, color: false, unicode: true, all: false};
  const compared = (tasks: typeof shop) => {
    const now = timelineFrom(played(tasks));
    return {now, before, comparison: compareTimelines(before, now)};
  };

  test('shows the changes, largest first, and counts the unchanged tasks', async () => {
    const {db, ...others} = shop;
    const text = await comparisonText(
      compared({
        ...others,
        ...{cache: {ms: 700}, data: {ms: 200}, docs: {ms: 200}},
        migrate: {ms: 310, needs: ['cache', 'data']},
      }),
      options,
    );
    expect(text).toBe(
      [
        'shop  ready in 1 s, 110 ms slower (900 ms in shop 20261128-120000-abcd)',
        '',
        'TASK     BEFORE       NOW    CHANGE',
        'docs     500 ms    200 ms   −300 ms',
        'cache    600 ms    700 ms   +100 ms',
        '',
        'only in this run: data',
        'only in the other run: db',
        'same critical path: cache → migrate',
        '1 task took about as long as before',
        '',
      ].join('\n'),
    );
    expect(db).toBeDefined();
  });

  test('has no table if two runs are equal, unless all tasks are requested', async () => {
    expect(await comparisonText(compared(shop), options)).toMatch(
      /about as fast[^\n]*\n\nsame critical path/,
    );
    expect(await comparisonText(compared(shop), {...options, all: true})).toContain(
      'docs       500 ms    500 ms',
    );
  });

  test('reports that a run was never ready, and tasks that did not start', async () => {
    const now = timelineFrom(played(shop).slice(0, 5));
    const text = await comparisonText({now, before, comparison: compareTimelines(before, now)}, options);
    expect(text).toMatch(/run 20261128-120000-abcd\s+was\s+never\s+ready/);
    expect(text).toMatch(/^cache +600 ms +-$/m);
  });
});

function timelineFrom(events: readonly RunEvent[]): Timeline {
  return timelineOf(events) as Timeline;
}
