import {readFile, rm} from 'node:fs/promises';
import {Ajv, type AnySchema} from 'ajv';
import {describe, expect, test} from 'vitest';
import type {TimelineReport} from '../../src/schema/timeline-report.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {onTerminal} from '../support/terminal.ts';
import {longestChain} from '../timeline/played-run.ts';
import {sleepingGraph} from '../timeline/sleeping-graph.ts';

const SHOP = `
  name: shop
  tasks:
    cache: {run: sleep 1.5}
    db: {serve: 'exec tail -f /dev/null'}
    web: {run: sleep 0.1, needs: [cache, db]}
`;

test('the critical path of a run of 60 random sleeping tasks is the longest chain in the file', async () => {
  // With this seed, the longest chain is a second longer than the next one, more than a busy machine delays it.
  const tasks = sleepingGraph({seed: 28, tasks: 60, needs: 3, stepMs: 100});
  const {chain, ms, leadMs} = longestChain(tasks);
  expect(leadMs).toBe(1000);
  const lines = Object.entries(tasks).map(([name, {needs, ms: own}]) => {
    return `  ${name}: {run: sleep ${own / 1000}, needs: [${needs.join(', ')}]}`;
  });
  const rig = await launchRig(['jobs: 60', 'tasks:', ...lines, ''].join('\n'));
  expect((await rig.run().ended()).code).toBe(0);

  const report = await timelineOf(rig);

  expect(report.criticalPath.map(({task}) => task)).toEqual(chain);
  expect(report.readyMs).toBeGreaterThanOrEqual(ms);
  const critical = report.tasks.filter(({isCritical}) => isCritical).map(({task}) => task);
  expect(new Set(critical)).toEqual(new Set(chain));
  // Each task took at least as long as it slept, and only critical tasks have no slack.
  for (const {task, tookMs, slackMs, isCritical} of report.tasks) {
    expect(tookMs).toBeGreaterThanOrEqual(tasks[task]?.ms ?? Infinity);
    expect(slackMs === 0).toBe(isCritical);
  }
});

describe('the timeline of an ended run', () => {
  test('has a text, a JSON report that matches its schema, and the largest saving', async () => {
    const rig = await launchRig(SHOP);
    await rig.run(['--until', 'web']).ended();
    const {code, stdout, stderr} = await rig.bottle(['timeline']).ended();
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    expect(stdout).toMatch(/^shop {2}ready in [\d.]+ m?s, ended after [\d.]+ m?s {2}\d{8}-\d{6}-\w{4}\n/);
    expect(stdout).toMatch(/^\* cache {2}.*█+.* critical$/m);
    expect(stdout).toMatch(/^ {2}db {5}.*━+.* m?s$/m);
    expect(stdout).toMatch(/^\* critical path, [\d.]+ m?s: cache [\d.]+ m?s → web [\d.]+ m?s$/m);
    expect(stdout).toMatch(/^if `web` does not need `cache`: −[\d.]+ m?s$/m);
    expect(stdout).not.toContain('\u001b');

    const schema = await readFile(new URL('../../schema/timeline.schema.json', import.meta.url), 'utf8');
    const validate = new Ajv({strict: true}).compile(JSON.parse(schema) as AnySchema);
    const report = await timelineOf(rig);
    expect([validate(report), validate.errors]).toEqual([true, null]);
    expect(report).toMatchObject({state: 'ended', saving: {what: 'need', task: 'web', need: 'cache'}});
  });

  test('is found without its launch file, and an unknown run is reported', async () => {
    const rig = await launchRig(SHOP);
    await rig.run(['--until', 'web']).ended();
    await rm(`${rig.dir}/bottle.yaml`);
    const {run} = await timelineOf(rig, ['shop']);
    expect((await timelineOf(rig, [run.slice(0, -1)])).run).toBe(run);
    expect(await rig.bottle(['timeline', 'shp']).ended()).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('did you mean `shop`?') as string,
    });
  });

  test('can be compared with the timeline of the previous run', async () => {
    const rig = await launchRig(SHOP);
    await rig.run(['--until', 'web']).ended();
    expect(await rig.bottle(['timeline', '--compare', 'shop']).ended()).toMatchObject({code: 2});
    await rig.write(
      'bottle.yaml',
      SHOP.replace('sleep 1.5', 'sleep 4').replace('db:', 'data:').replace('db]', 'data]'),
    );
    await rig.run(['--until', 'web']).ended();
    const {stdout} = await rig.bottle(['timeline', '--compare', 'shop']).ended();
    expect(stdout).toMatch(/^shop {2}ready in [\d.]+ m?s, [\d.]+ m?s slower \(/);
    expect(stdout).toMatch(/^cache +[\d.]+ m?s +[\d.]+ m?s +\+[\d.]+ m?s$/m);
    expect(stdout).toMatch(/^only in this run: data\nonly in the other run: db$/m);
    expect(stdout).toMatch(/^same critical path: cache → web$/m);
    const {comparison} = await timelineOf(rig, ['--compare', 'shop']);
    expect(comparison).toMatchObject({added: ['data'], removed: ['db']});
    expect(comparison?.tasks[0]).toMatchObject({task: 'cache', isChanged: true});
    expect(await rig.bottle(['timeline', '--compare', 'shop', '--format', 'svg']).ended()).toMatchObject({
      code: 2,
      stderr: 'error: `--compare` is for the formats `text` and `json`, not `svg`\n',
    });
  });
});

test('the timeline of a live run has open bars, and its critical path leads to the starting task', async () => {
  const rig = await launchRig(`
    tasks:
      db: {serve: 'exec tail -f /dev/null'}
      slow: {run: 'read -r line < gate', needs: [db]}
  `);
  const gate = await rig.gate('gate');
  const launch = rig.run();
  await launch.event('task-running', 'slow');
  const report = await timelineOf(rig);
  expect(report).toMatchObject({state: 'alive', readyMs: null, saving: null});
  expect(report.criticalPath.map(({task}) => task)).toEqual(['db', 'slow']);
  expect(report.tasks.map(({phases}) => phases.at(-1))).toMatchObject([
    {what: 'up', toMs: null},
    {what: 'running', toMs: null},
  ]);
  expect((await rig.bottle(['timeline']).ended()).stdout).toMatch(/^work {2}starting for \d+ m?s/);
  gate.open();
  await launch.event('run-ready');
  expect((await rig.bottle(['timeline']).ended()).stdout).toMatch(
    /^work {2}ready in [\d.]+ m?s, up for \d+ m?s/,
  );
  launch.signal('SIGINT');
  await launch.ended();
});

test('the timeline on a terminal has colors and fits the width; NO_COLOR removes the colors', async () => {
  const rig = await launchRig(SHOP);
  await rig.run(['--until', 'web']).ended();
  const printed = async (env: Readonly<Record<string, string>> = {}): Promise<string> =>
    (await onTerminal(rig, ['timeline'], env).ended()).stdout.replaceAll('\r\n', '\n');
  const colored = await printed();
  expect(colored).toContain('\u001b[1m* \u001b[22m\u001b[1mcache');
  expect(colored).toContain('\u001b[34m█');
  const plain = await printed({NO_COLOR: '1'});
  expect(plain).not.toContain('\u001b');
  // The terminal has 150 columns.
  const rows = plain.split('\n').filter(line => /^[* ] (?:cache|db|web) /.test(line));
  expect(rows.map(row => row.length)).toEqual([150, 150, 150]);
});

test('the timeline of a failed run shows the failure and the path to it', async () => {
  const rig = await launchRig(`
    tasks:
      db: {run: sleep 0.05}
      web: {run: exit 3, needs: [db]}
      late: {run: ':', needs: [web]}
  `);
  await rig.run().ended();
  const {stdout} = await rig.bottle(['timeline']).ended();
  expect(stdout).toMatch(/^work {2}failed: task `web` exited with code 3, ended after/);
  expect(stdout).toMatch(/^\* web .* failed$/m);
  expect(stdout).toMatch(/^ {2}late .* cancelled$/m);
  expect(stdout).toMatch(/critical path, [\d.]+ m?s: db [\d.]+ m?s → web [\d.]+ m?s\n$/);
});

test('the timeline of a killed run shows the known part', async () => {
  const rig = await launchRig(SHOP);
  const launch = rig.run();
  await launch.event('run-ready');
  launch.signal('SIGKILL');
  await launch.ended();
  const report = await timelineOf(rig);
  expect(report).toMatchObject({state: 'dead', stoppingMs: null});
  expect(report.criticalPath.map(({task}) => task)).toEqual(['cache', 'web']);
  expect((await rig.bottle(['timeline']).ended()).stdout).toMatch(
    /^shop {2}ready in .*, dead after [\d.]+ m?s/,
  );
  await rig.bottle(['down']).ended();
  expect(await timelineOf(rig)).toMatchObject({state: 'ended'});
});

async function timelineOf(rig: LaunchRig, args: readonly string[] = []): Promise<TimelineReport> {
  const {stdout, stderr} = await rig.bottle(['timeline', ...args, '--format', 'json']).ended();
  expect(stderr).toBe('');
  return JSON.parse(stdout) as TimelineReport;
}
