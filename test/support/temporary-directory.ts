import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';

/** A directory for the test that asks, removed when that test is over. */
export async function temporaryDirectory(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'bottle-test-'));
  onTestFinished(async () => await rm(dir, {recursive: true, force: true}));
  return dir;
}
