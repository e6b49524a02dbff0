import {afterAll, expect, test, vi} from 'vitest';
import {longFiles} from '../../bench/long-files.ts';
import {children} from '../../src/config/yaml/errors-below.ts';
import {parse} from '../../src/config/yaml/parse.ts';
import {check} from '../../src/lint/check.ts';
import {kinds} from '../../src/tasks/registry.ts';
import {generousDisk} from '../support/fake-disk.ts';

/**
 * Counts from before anything else is loaded, since what is compiled by then has no counters; and without optimizations,
 * which skip counters, whenever the machine has time for them.
 */
const session = await vi.hoisted(async () => {
  const {setFlagsFromString} = await import('node:v8');
  for (const flag of ['--no-opt', '--no-sparkplug', '--no-maglev', '--no-flush-bytecode'])
    setFlagsFromString(flag);
  const {Session} = await import('node:inspector');
  const started = new Session();
  started.connect();
  started.post('Profiler.enable');
  started.post('Profiler.startPreciseCoverage', {callCount: true, detailed: true});
  return started;
});
afterAll(() => session.disconnect());

const [SHORT, LONG] = [2500, 5000];

/** Up to a hundred unknown names are compared with all that there are: beyond that number steps grow with the file. */
const PAST_SUGGESTIONS: ReadonlySet<string> = new Set([
  'all read unknown outputs of one',
  'unknown variables',
]);

/** Here a square is hidden in shorter files by what each task takes anyway. */
const LATE_SQUARES: ReadonlySet<string> = new Set(['images and their containers']);

/** For each piece of the file about as many steps, however long it is, where a square would take twice as many. */
test.each(Object.entries(longFiles))('steps grow with the file: %s', (name, make) => {
  const times = LATE_SQUARES.has(name) ? 4 : PAST_SUGGESTIONS.has(name) ? 2 : 1;
  const [short, long] = [make(SHORT * times), make(LONG * times)];
  const stepsOfShort = stepsOf(short);
  expect(stepsOf(long) / sizeOf(long) / (stepsOfShort / sizeOf(short))).toBeLessThan(1.4);
});

test('the same file takes the same steps', () => {
  const text = longFiles['dependency cycles']?.(SHORT) ?? '';
  checked(text);
  const steps = stepsOf(text);
  expect(steps).toBeGreaterThan(text.length);
  checked(longFiles.ports?.(LONG) ?? '');
  expect(stepsOf(text)).toBe(steps);
});

function checked(text: string): void {
  check('/work/bottle.yaml', text, {vars: {}, env: {}, kinds, disk: generousDisk});
}

/** Its characters, and its values once aliases are followed: each of those is judged, and there is a limit to them. */
function sizeOf(text: string): number {
  // Without aliases its values grow as its characters do.
  if (!text.includes('*')) return text.length;
  const read = parse('/work/bottle.yaml', text);
  return text.length + ('parsed' in read ? valuesIn(read.parsed.value) : 0);
}

function valuesIn(value: unknown): number {
  return children(value).reduce((sum, [, child]) => sum + valuesIn(child), 1);
}

/** How often a block of code was entered, in all of bottle and its parser: no clock has a part in it. */
function stepsOf(text: string): number {
  takeSteps();
  checked(text);
  return takeSteps();
}

/** The steps since it was asked last. */
function takeSteps(): number {
  let steps = 0;
  session.post('Profiler.takePreciseCoverage', (_error, {result}) => {
    for (const {url, functions} of result)
      if (url.startsWith(SOURCE) || url.includes('/node_modules/yaml/'))
        for (const {ranges} of functions) for (const {count} of ranges) steps += count;
  });
  return steps;
}

const SOURCE = new URL('../../src/', import.meta.url).href;
