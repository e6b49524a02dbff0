import {load} from '../config/load.ts';
import {readLaunchText} from '../config/read-launch-file.ts';
import {readText} from '../state/read-text.ts';
import type {NamedPlace} from '../places/place-problem.ts';
import {kinds} from '../tasks/registry.ts';

/** A launch file and the files that override it, as absolute paths. */
export interface LaunchFiles {
  readonly file: string;
  readonly overrides: readonly string[];
}

/** The places of the current launch file. */
export interface FilePlaces {
  readonly places: readonly NamedPlace[];
  /** Whether it has containers, networks, volumes or images at `local`; `true` if it cannot be loaded. */
  readonly usesLocal: boolean;
}

/** The combined places of a launch file with each of several lists of overrides. */
export async function placesInAll(
  variants: readonly LaunchFiles[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<FilePlaces> {
  const found = await Promise.all(variants.map(async files => await placesIn(files, env)));
  const places = found.flatMap(each => each.places.map(place => [JSON.stringify(place), place] as const));
  return {places: [...new Map(places).values()], usesLocal: found.some(({usesLocal}) => usesLocal)};
}

async function placesIn(
  {file, overrides}: LaunchFiles,
  env: Readonly<Record<string, string | undefined>>,
): Promise<FilePlaces> {
  const read = await readLaunchText(file).catch(() => undefined);
  if (!read || !('text' in read)) return UNKNOWN;
  const loaded = load(file, read.text, {vars: {}, overrides, env, kinds, readText});
  if (!('launch' in loaded)) return UNKNOWN;
  const {places, tasks} = loaded.launch;
  return {
    places: Object.entries(places).map(([name, source]) => ({name, source})),
    usesLocal: [...tasks.values()].some(
      ({kind, placeName}) => placeName === 'local' && PLACED.has(kind.name),
    ),
  };
}

const UNKNOWN: FilePlaces = {places: [], usesLocal: true};

const PLACED: ReadonlySet<string> = new Set(['container', 'network', 'volume', 'image']);
