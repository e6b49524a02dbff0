import {existsSync} from 'node:fs';
import {expect, test} from 'vitest';
import {SLOW_FILES} from './slow-first.ts';

test('each file in the list exists', () => {
  expect(SLOW_FILES.filter(path => !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual([]);
});
