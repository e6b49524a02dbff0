import {readdir} from 'node:fs/promises';
import {join} from 'node:path';

/** Unfinished runs in a state directory. An ended run has only its events and logs. */
export async function runsLeft(stateDir: string): Promise<readonly string[]> {
  const runs = join(stateDir, 'runs');
  const names = await readdir(runs).catch(() => []);
  const contents = await Promise.all(names.map(async name => await readdir(join(runs, name))));
  return names.filter((_, at) => !isOver(contents[at] ?? []));
}

function isOver(files: readonly string[]): boolean {
  return files.includes('events.ndjson') && files.every(file => ['events.ndjson', 'logs'].includes(file));
}
