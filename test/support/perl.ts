import type {TestContext} from 'vitest';
import {succeeds} from './succeeds.ts';

/** Never in CI. */
export const withoutPerl = !succeeds('perl', ['-v']) && !process.env.CI;

/** For `beforeEach`: skips tests of forkers and of gates in Perl if there is no Perl. Not in CI. */
export function needsPerl({skip}: TestContext): void {
  skip(withoutPerl, 'needs Perl');
}
