import {accessSync, constants, lstatSync, readlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import type {LaunchFile, Task} from '../model/launch-file.ts';
import type {Selection} from '../plan/selection.ts';
import {codeOf} from '../vocabulary/caught-error.ts';
import {TaskError} from '../vocabulary/failure.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Checks the environment before anything starts: for host processes, the search path and a directory for pipes; and for all runs /proc,
 * by which others recognize bottle.
 * @throws TaskError `bad-environment`
 */
export async function checkEnvironment(
  launch: LaunchFile,
  {tasks}: Selection,
  env: Environment,
): Promise<void> {
  const host = [...tasks.values()].filter(({source}) => 'run' in source || 'serve' in source);
  // An unset PATH is fine, because the system falls back to a default.
  if (env.PATH === '' && launch.env.PATH === undefined && host.some(searchesPath))
    throw new TaskError({reason: 'bad-environment', variable: 'PATH'});
  if (host.some(usesPipes)) checkTemporary(tmpdir());
  if (isOfAnotherNamespace()) throw new TaskError({reason: 'bad-environment', variable: '/proc'});
}

/** Whether the numbers in /proc differ from those that signals are sent to. */
function isOfAnotherNamespace(): boolean {
  try {
    return readlinkSync('/proc/self') !== String(process.pid);
  } catch {
    // Either there is no /proc, or it does not show this process.
    return lstatSync('/proc/self', {throwIfNoEntry: false}) !== undefined;
  }
}

/** Whether the program of a task is looked up in the PATH of the launch file or of bottle. */
function searchesPath({source}: Task): boolean {
  if (!('run' in source || 'serve' in source) || source.env?.PATH !== undefined) return false;
  const command = 'run' in source ? source.run : source.serve;
  const program = typeof command === 'string' ? (source.shell ?? 'sh') : (command[0] ?? '');
  // A reference may resolve to a path.
  return !/\/|\$\{\{/.test(program);
}

/** Whether a task uses pipes. Interactive tasks use the terminal instead. */
function usesPipes(task: Task): boolean {
  return !task.isInteractive();
}

function checkTemporary(path: string): void {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new TaskError({reason: 'bad-environment', variable: 'TMPDIR', path, why: codeOf(error) ?? ''});
  }
}
