import type {LaunchFile} from '../model/launch-file.ts';
import {LOCAL} from '../places/place-name.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {Selection} from './selection.ts';

/**
 * Configuration of a run: the launch file as loaded, and the options of the call. JSON-ready, without the values of secrets.
 */
export interface LaunchConfig {
  readonly vars: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, unknown>>;
  /** Absent without any. */
  readonly places?: Readonly<Record<string, unknown>>;
  /** The options of the call that change the run. */
  readonly call: CallConfig;
  /** All tasks of the file, as they are written. */
  readonly tasks: Readonly<Record<string, unknown>>;
}

export interface CallConfig {
  /** The places of tasks that are not at `local`; absent without any. */
  readonly placed?: Readonly<Record<string, string>>;
  /** The names of the profiles; absent without any. */
  readonly profiles?: readonly string[];
  /** The files that change the first one; absent without any. */
  readonly overrides?: readonly string[];
  readonly until?: TaskName;
  /** The task that is run alone, and the outputs that it was given. */
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
    tasks: Object.fromEntries([...tasks].map(([name, {source}]) => [name, source])),
  };
}

/** A value that has changed. */
export interface ConfigDifference {
  /** `vars.port`, `tasks.web.serve`. */
  readonly path: readonly string[];
  /** `undefined` if it was not there. */
  readonly before: unknown;
  /** `undefined` if it was removed. */
  readonly now: unknown;
}

/** All differences between the configuration of a run and that of a new call, as far as they affect `tasks`. */
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

/** Maps are compared key by key, everything else as a whole. */
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
