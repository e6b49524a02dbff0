import {afterAll, expect, test, vi} from 'vitest';
import {longFiles} from '../../bench/long-files.ts';
import {children} from '../../src/config/yaml/errors-below.ts';
import {parse} from '../../src/config/yaml/parse.ts';
import {check} from '../../src/lint/check.ts';
import {kinds} from '../../src/tasks/registry.ts';
import {generousDisk} from '../support/fake-disk.ts';

/**
 * Starts counting before other modules are loaded, because code compiled earlier has no counters. Disables
 * optimizations, because optimized code skips counters.
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

/** Up to a hundred unknown names are compared with all defined ones. With more, steps are linear. */
const PAST_SUGGESTIONS: ReadonlySet<string> = new Set([
  'all read unknown outputs of one',
  'unknown variables',
]);

/** In shorter files, quadratic growth is hidden by the constant steps for each task. */
const LATE_SQUARES: ReadonlySet<string> = new Set(['images and their containers']);

/** The steps per unit of size stay about the same in a file of twice the length. Quadratic growth would double them. */
test.each(Object.entries(longFiles))(
  'takes steps in proportion to the length of the file: %s',
  (name, make) => {
    const times = LATE_SQUARES.has(name) ? 4 : PAST_SUGGESTIONS.has(name) ? 2 : 1;
    const [short, long] = [make(SHORT * times), make(LONG * times)];
    const stepsOfShort = stepsOf(short);
    expect(stepsOf(long) / sizeOf(long) / (stepsOfShort / sizeOf(short))).toBeLessThan(1.4);
  },
);

test('takes the same steps for the same file', () => {
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

/** The characters of a text, plus its values after aliases are expanded: each is checked, and their number is limited. */
function sizeOf(text: string): number {
  // Without aliases the number of values is proportional to the length.
  if (!text.includes('*')) return text.length;
  const read = parse('/work/bottle.yaml', text);
  return text.length + ('parsed' in read ? valuesIn(read.parsed.value) : 0);
}

function valuesIn(value: unknown): number {
  return children(value).reduce((sum, [, child]) => sum + valuesIn(child), 1);
}

/** The number of executed code blocks in bottle and its parser, which is independent of time. */
function stepsOf(text: string): number {
  takeSteps();
  checked(text);
  return takeSteps();
}

/** The steps since the last call. */
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
