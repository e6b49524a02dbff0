import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';

/** Registers a function to call at the end of a test or of a suite. */
export type WhenOver = (end: () => Promise<void> | void) => void;

/** A directory for the current test, removed after it. */
export async function temporaryDirectory(whenOver: WhenOver = onTestFinished): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'bottle-test-'));
  whenOver(async () => await rm(dir, {recursive: true, force: true}));
  return dir;
}
