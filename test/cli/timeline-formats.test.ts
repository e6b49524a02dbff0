// @vitest-environment jsdom
import {describe, expect, test} from 'vitest';
import {timelineHtml} from '../../src/cli/views/timeline/html.ts';
import {timelineSvg} from '../../src/cli/views/timeline/svg.ts';
import {traceOf} from '../../src/cli/views/timeline/trace.ts';
import {timelineOf} from '../../src/timeline/timeline-of.ts';
import type {Timeline} from '../../src/timeline/timeline.ts';
import {event, runStarted} from '../timeline/made-run.ts';
import {played, type PlayedTask} from '../timeline/played-run.ts';

/** Names that contain closing tags, quotes, and characters that XML forbids. */
const NASTY = [
  '</text></svg><script>alert(1)</script>',
  `"' onload="alert(1)`,
  '<!-- & ]]> &amp; -->',
  'a\u0000b\u001b[31m\u009b\ufffe\ud800',
  '\u202eevil',
  'テスト 👩‍💻',
];

const shop: Readonly<Record<string, PlayedTask>> = {
  ...{cache: {ms: 600}, db: {ms: 200}},
  migrate: {ms: 300, startingMs: 20, needs: ['cache', 'db']},
};

const timeline = timelineFrom(shop);
const nasty = timelineFrom(
  Object.fromEntries(NASTY.map((name, at) => [name, {ms: 10 * (at + 1)}])),
  NASTY[0],
);

describe('the trace', () => {
  const {traceEvents} = traceOf(timeline);
  const slices = traceEvents.filter(each => each.ph === 'X');

  test('has a slice for each phase, on the thread of its task, in microseconds', () => {
    const names = new Map(
      traceEvents.flatMap(each =>
        each.ph === 'M' && each.name === 'thread_name' ? [[each.tid, each.args.name]] : [],
      ),
    );
    expect(slices).toHaveLength(timeline.tasks.flatMap(({phases}) => phases).length);
    expect(slices.map(each => [names.get(each.tid), each.name, each.ts, each.dur])).toContainEqual([
      ...['migrate', 'running', 620_000, 280_000],
    ]);
  });

  test('has the required fields of the Trace Event Format in each event', () => {
    for (const each of traceEvents) {
      expect(each).toMatchObject({pid: expect.any(Number) as number, tid: expect.any(Number) as number});
      expect(each.name).not.toBe('');
      if (each.ph === 'M') continue;
      expect(Number.isInteger(each.ts) && each.ts >= 0).toBe(true);
      if (each.ph === 'X') expect(Number.isInteger(each.dur) && each.dur >= 0).toBe(true);
    }
    // Slices of a thread are sorted and do not overlap.
    for (const [at, {tid, ts}] of slices.entries()) {
      const before = slices[at - 1];
      if (before?.tid === tid) expect(before.ts + before.dur).toBeLessThanOrEqual(ts);
    }
    expect(JSON.parse(JSON.stringify(traceOf(nasty)))).toMatchObject({displayTimeUnit: 'ms'});
  });

  test('has an arrow from slice to slice for each step of the critical path', () => {
    const arrows = traceEvents.filter(each => each.ph === 's' || each.ph === 'f');
    expect(arrows.map(({ph, id}) => `${ph}${id}`)).toEqual(['s1', 'f1']);
    for (const {tid, ts} of arrows)
      expect(slices.some(each => each.tid === tid && each.ts <= ts && ts < each.ts + each.dur)).toBe(true);
    const [from, to] = arrows;
    expect(from?.ts).toBeLessThanOrEqual(to?.ts ?? 0);
  });
});

describe('the picture', () => {
  const parse = (text: string): MarkupElement => new DOMParser().parseFromString(text, 'image/svg+xml');

  test('is well-formed, makes no requests, and has a title', () => {
    const svg = parse(timelineSvg(timeline, 'ended'));
    expect(svg.querySelector('parsererror')).toBeNull();
    expect(svg.querySelector('title')?.textContent).toBe('shop: ready in 900 ms, up for 0 s');
    expect(timelineSvg(timeline, 'ended').replace('http://www.w3.org/2000/svg', '')).not.toMatch(
      /https?:|url\(|href/,
    );
  });

  test('has a bar with name and duration for each phase, and marks the critical path', () => {
    const text = timelineSvg(timeline, 'ended');
    expect(text).toContain('<title>migrate: running 280 ms</title>');
    expect(text).toContain('* migrate</text>');
    expect(text).toContain('if `migrate` does not need `cache`: −300 ms');
  });

  test('is well-formed and has no scripts for malicious names', () => {
    const text = timelineSvg(nasty, 'ended');
    const svg = parse(text);
    expect(svg.querySelector('parsererror')).toBeNull();
    expect([...svg.querySelectorAll('script')]).toHaveLength(0);
    expect(handlersIn(svg)).toEqual([]);
    expect([...svg.querySelectorAll('g')]).toHaveLength(NASTY.length);
    expect(text).not.toMatch(/[^\P{Cc}\n]|\ufffe|\u202e/u);
  });
});

describe('the page', () => {
  const parse = (text: string): MarkupElement => new DOMParser().parseFromString(text, 'text/html');

  test('is a table with a row for each task, and describes each one', () => {
    const page = parse(timelineHtml(timeline, 'ended'));
    const rows = [...page.querySelectorAll('tbody tr')];
    expect(rows.map(row => row.querySelector('.name')?.textContent)).toEqual(['* cache', 'db', '* migrate']);
    const name = rows[2]?.querySelector('.name');
    const details = page.querySelector(`#${name?.getAttribute('aria-describedby') ?? ''}`);
    expect(details?.textContent).toBe(
      [
        'run, done',
        'on the critical path, after its need cache',
        'needs cache, db',
        'waiting for needs 600 ms from 0 ms',
        'starting 20 ms from 600 ms',
        'running 280 ms from 620 ms',
      ].join('; '),
    );
    expect(page.querySelector('.saving')?.textContent).toBe('if `migrate` does not need `cache`: −300 ms');
  });

  test('is well-formed and has no scripts for malicious names', () => {
    const text = timelineHtml(nasty, 'ended');
    const page = parse(text);
    expect([...page.querySelectorAll('script')]).toHaveLength(0);
    expect(handlersIn(page)).toEqual([]);
    expect([...page.querySelectorAll('tbody tr')]).toHaveLength(NASTY.length);
    expect(text).not.toMatch(/[^\P{Cc}\n]|\ufffe|\u202e/u);
  });
});

/** Provided by jsdom; the types of browsers are not loaded in these tests. */
declare const DOMParser: new () => {parseFromString(text: string, type: string): MarkupElement};

interface MarkupElement {
  readonly textContent: string;
  getAttribute(name: string): string | null;
  getAttributeNames(): readonly string[];
  querySelector(selector: string): MarkupElement | null;
  querySelectorAll(selector: string): Iterable<MarkupElement>;
}

/** Attributes that contain scripts. */
function handlersIn(root: MarkupElement): readonly string[] {
  const names = [...root.querySelectorAll('*')].flatMap(each => each.getAttributeNames());
  return names.filter(name => name.startsWith('on'));
}

function timelineFrom(tasks: Readonly<Record<string, PlayedTask>>, runName = 'shop'): Timeline {
  const [, ...events] = played(tasks);
  return timelineOf([
    runStarted(tasks, {runName, name: runName}),
    ...events,
    event(900, 'run-warned'),
  ]) as Timeline;
}
