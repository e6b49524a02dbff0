import {access, constants} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import type {LaunchFile, Task} from '../model/launch-file.ts';
import type {Selection} from '../plan/selection.ts';
import {TaskError} from '../vocabulary/failure.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Checks what host processes need of the environment, before any is started: a search path, and a folder for their pipes.
 * @throws TaskError `bad-environment`
 */
export async function checkEnvironment(
  launch: LaunchFile,
  {tasks}: Selection,
  env: Environment,
): Promise<void> {
  const host = [...tasks.values()].filter(({source}) => 'run' in source || 'serve' in source);
  // An unset one is no problem: the system has a default then.
  if (env.PATH === '' && launch.env.PATH === undefined && host.some(searchesPath))
    throw new TaskError({reason: 'bad-environment', variable: 'PATH'});
  if (host.some(usesPipes)) await checkTemporary(tmpdir());
}

/** Whether the program of a task is looked up, by the environment of its launch. */
function searchesPath({source}: Task): boolean {
  if (!('run' in source || 'serve' in source) || source.env?.PATH !== undefined) return false;
  const command = 'run' in source ? source.run : source.serve;
  const program = typeof command === 'string' ? (source.shell ?? 'sh') : (command[0] ?? '');
  // What a reference stands for may be a path.
  return !/\/|\$\{\{/.test(program);
}

/** What has the terminal needs none. */
function usesPipes(task: Task): boolean {
  return !task.isInteractive();
}

async function checkTemporary(path: string): Promise<void> {
  try {
    await access(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    const {code: why = ''} = error as NodeJS.ErrnoException;
    throw new TaskError({reason: 'bad-environment', variable: 'TMPDIR', path, why});
  }
}
