import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';

/** Calls a function when what a test uses is over: with the test itself, or with all tests of a suite. */
export type WhenOver = (end: () => Promise<void> | void) => void;

/** A directory for the test that asks, removed when that test is over. */
export async function temporaryDirectory(whenOver: WhenOver = onTestFinished): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'bottle-test-'));
  whenOver(async () => await rm(dir, {recursive: true, force: true}));
  return dir;
}
