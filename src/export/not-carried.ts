import type {LaunchFile, Task} from '../model/launch-file.ts';
import type {KindName} from '../tasks/kind.ts';
import {isTrue} from '../values/expression.ts';
import type {Loss} from './exported.ts';
import {constantValue, type Dialect} from './static-text.ts';

/** Why tasks of a kind are not exported; kinds without an entry are exported. */
export type MissingKinds = Readonly<Partial<Record<KindName, string>>>;

/** Why a task is not exported; `undefined` if it is. */
export function whyNotCarried(task: Task, missing: MissingKinds, dialect: Dialect): string | undefined {
  const {source} = task;
  if (source.if !== undefined && isFalse(source.if, dialect)) return `\`if: ${source.if}\` is false`;
  return missing[task.kind.name];
}

function isFalse(condition: string, dialect: Dialect): boolean {
  const value = constantValue(condition, dialect);
  return value !== undefined && !isTrue(value);
}

/** Keys of the file itself that the other tool does not support. */
export function lossesOfFile(launch: LaunchFile, meanings: FileMeanings): readonly Loss[] {
  const {env, foregroundEnv, until, stopTimeoutMs, secrets} = launch;
  const isThere: Readonly<Record<keyof FileMeanings, boolean>> = {
    env: Object.keys(env).length > 0,
    foreground: Object.keys(foregroundEnv).length > 0,
    secrets: Object.values(secrets).some(secret => 'file' in secret),
    until: until !== undefined,
    stop_timeout: stopTimeoutMs !== undefined,
  };
  const lost = Object.entries<string>({...meanings}).filter(([key]) => isThere[key as keyof FileMeanings]);
  return lost.map(([key, meaning]) => ({key, meaning}));
}

/** For keys of the file that are not exported: the effects for the user. */
export interface FileMeanings {
  readonly env?: string;
  readonly foreground?: string;
  readonly secrets?: string;
  readonly until?: string;
  readonly stop_timeout?: string;
}
