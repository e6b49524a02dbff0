import {load} from '../config/load.ts';
import {readLaunchText} from '../config/read-launch-file.ts';
import {readText} from '../lint/read-text.ts';
import type {NamedPlace} from '../places/place-problem.ts';
import {kinds} from '../tasks/registry.ts';

/** The places that a launch file names now; none if it cannot be loaded. */
export async function placesIn(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly NamedPlace[]> {
  const read = await readLaunchText(file).catch(() => undefined);
  if (!read || !('text' in read)) return [];
  const loaded = load(file, read.text, {vars: {}, env, kinds, readText});
  const places = 'launch' in loaded ? loaded.launch.places : {};
  return Object.entries(places).map(([name, source]) => ({name, source}));
}
