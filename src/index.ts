/**
 * bottle as a library: load a launch file, select what of it to run, plan or run it. Nothing here prints, handles signals, exits
 * or keeps global state; what happens comes as events, and an AbortSignal ends a run.
 *
 * @example
 * const loaded = await loadFile('bottle.yaml', {env: process.env});
 * if ('diagnostics' in loaded) throw new Error(loaded.diagnostics.map(({message}) => message).join('\n'));
 * const selected = select(loaded.launch, {tasks: ['web']});
 * if ('diagnostics' in selected) throw new Error('no such task');
 * await run({
 *   launch: loaded.launch,
 *   selection: selected.selection,
 *   env: process.env,
 *   stateDir: stateDirectory(process.env.BOTTLE_STATE_DIR),
 *   signal: AbortSignal.timeout(60_000),
 *   onEvent: event => console.log(event.type),
 * });
 */
import {readFile} from 'node:fs/promises';
import {resolve} from 'node:path';
import {load, type Loaded} from './config/load.ts';
import {check, type Checked} from './lint/check.ts';
import {localDisk} from './lint/disk.ts';
import {kinds} from './tasks/registry.ts';

export {run, type RunOptions, type RunResult} from './runner/run.ts';
export {plan, type PlanOptions} from './plan/plan.ts';
export {select, type Selection, type SelectionRequest, type SelectionResult} from './plan/selection.ts';
export {stateDirectory} from './state/state-directory.ts';
export {readTimes, type TaskTimes} from './state/times.ts';
export type {LaunchFile, Task, Edge} from './config/launch-file.ts';
export type {LaunchFileSource} from './schema/launch-file.ts';
export type {Plan, PlanTask} from './schema/plan.ts';
export type {Loaded} from './config/load.ts';
export type {Checked} from './lint/check.ts';
export type {RunEvent} from './vocabulary/event.ts';
export type {Failure, TaskFailure} from './vocabulary/failure.ts';
export type {Diagnostic} from './vocabulary/diagnostic.ts';

/** What a launch file is read with. */
export interface LoadFileOptions {
  /** What `${{ env.NAME }}` reads. Default: nothing. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Overrides variables of the file, as `--var` does. Default: none. */
  readonly vars?: Readonly<Record<string, string>>;
}

/**
 * Reads a launch file and gives it, or all that is wrong with it.
 * @throws what reading the file throws
 */
export async function loadFile(path: string, {env = {}, vars = {}}: LoadFileOptions = {}): Promise<Loaded> {
  const absolute = resolve(path);
  return load(absolute, await readFile(absolute, 'utf8'), {env, vars, kinds});
}

/**
 * Reads a launch file and gives it with the warnings of `bottle check`, or all that is wrong with it. Looks at the files
 * that it names, and runs nothing.
 * @throws what reading the file throws
 */
export async function checkFile(path: string, {env = {}, vars = {}}: LoadFileOptions = {}): Promise<Checked> {
  const absolute = resolve(path);
  return check(absolute, await readFile(absolute, 'utf8'), {env, vars, kinds, disk: localDisk});
}
