import {Session} from 'node:inspector';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {longFiles} from '../../bench/long-files.mjs';
import {check} from '../../src/lint/check.ts';
import {kinds} from '../../src/tasks/registry.ts';
import {generousDisk} from '../support/fake-disk.ts';

const [SHORT, LONG] = [3000, 12_000];

/** Four times the file takes about four times the steps, where a square would take sixteen times. */
test.each(Object.entries(longFiles))('steps grow with the file: %s', (_name, make) => {
  checked(make(SHORT));
  const [short, long] = [stepsOf(make(SHORT)), stepsOf(make(LONG))];
  expect(long / short).toBeLessThan(8);
});

function checked(text: string): void {
  check('/work/bottle.yaml', text, {vars: {}, env: {}, kinds, disk: generousDisk});
}

/** How often a block of code was entered, in all of bottle and its packages: no clock has a part in it. */
function stepsOf(text: string): number {
  stepsSoFar();
  checked(text);
  return stepsSoFar();
}

const session = new Session();
beforeAll(() => {
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', {callCount: true, detailed: true});
});
afterAll(() => session.disconnect());

/** The steps since it was asked last. */
function stepsSoFar(): number {
  let steps = 0;
  session.post('Profiler.takePreciseCoverage', (_error, {result}) => {
    for (const {url, functions} of result)
      if (/\/(?:src|yaml|ajv)\//.test(url))
        for (const {ranges} of functions) for (const {count} of ranges) steps += count;
  });
  return steps;
}
