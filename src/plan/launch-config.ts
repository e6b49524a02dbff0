import type {LaunchFile} from '../model/launch-file.ts';
import {LOCAL} from '../places/place-name.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {Selection} from './selection.ts';
import {objectOf} from '../vocabulary/object-of.ts';

/**
 * The configuration of a run: the launch file as loaded, and the options of the command line. JSON-ready, without the values of
 * secrets.
 */
export interface LaunchConfig {
  readonly vars: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, unknown>>;
  /** Absent if there are none. */
  readonly places?: Readonly<Record<string, unknown>>;
  /** The options of the command line that affect the run. */
  readonly call: CallConfig;
  /** All tasks of the file, as written. */
  readonly tasks: Readonly<Record<string, unknown>>;
}

export interface CallConfig {
  /** The places of tasks that are not at `local`; absent if there are none. */
  readonly placed?: Readonly<Record<string, string>>;
  /** The names of the profiles; absent if there are none. */
  readonly profiles?: readonly string[];
  /** The files that override the first one; absent if there are none. */
  readonly overrides?: readonly string[];
  readonly until?: TaskName;
  /** The task that runs alone. `given` contains the outputs supplied for it. */
  readonly only?: TaskName;
  readonly given?: Readonly<Record<string, unknown>>;
}

export function launchConfig(
  {vars, env, secrets, places, tasks, profiles, files}: LaunchFile,
  {until, isAlone = false, given, tasks: selected}: Selection,
): LaunchConfig {
  const [alone] = selected.keys();
  const placed = [...tasks].flatMap(([name, {placeName}]) =>
    placeName === LOCAL ? [] : [[name, placeName]],
  );
  return {
    ...{vars, env, secrets},
    ...(Object.keys(places).length > 0 && {places}),
    call: {
      ...(placed.length > 0 && {placed: Object.fromEntries(placed) as Record<string, string>}),
      ...(profiles.length > 0 && {profiles}),
      ...(files.length > 1 && {overrides: files.slice(1)}),
      ...(until !== undefined && {until}),
      ...(isAlone && alone !== undefined && {only: alone, given: Object.fromEntries(given)}),
    },
    tasks: objectOf([...tasks].map(([name, {source}]) => [name, source])),
  };
}

/** A value that has changed. */
export interface ConfigDifference {
  /** The path of the value: `vars.port`, `tasks.web.serve`. */
  readonly path: readonly string[];
  /** `undefined` if the value was added. */
  readonly before: unknown;
  /** `undefined` if the value was removed. */
  readonly now: unknown;
}

/** The differences that affect `tasks` between the configuration of a run and the configuration of a new command. */
export function configDifferences(
  before: LaunchConfig,
  now: LaunchConfig,
  tasks: ReadonlySet<string>,
): readonly ConfigDifference[] {
  const relevant = (config: LaunchConfig): LaunchConfig => ({
    ...config,
    tasks: Object.fromEntries(Object.entries(config.tasks).filter(([name]) => tasks.has(name))),
  });
  return differences(relevant(before), relevant(now), []);
}

/** Compares maps key by key, and everything else as a whole. */
function differences(before: unknown, now: unknown, path: readonly string[]): readonly ConfigDifference[] {
  if (isMap(before) && isMap(now)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])];
    return keys.flatMap(key => differences(before[key], now[key], [...path, key]));
  }
  return JSON.stringify(before) === JSON.stringify(now) ? [] : [{path, before, now}];
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
