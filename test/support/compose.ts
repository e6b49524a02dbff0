import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {succeeds} from './succeeds.ts';

/** Whether `docker compose` is installed. */
export const hasCompose = succeeds('docker', ['compose', 'version']);

/** Runs `docker compose` in a folder. Returns its output. */
export async function compose(cwd: string, ...args: readonly string[]): Promise<string> {
  const {stdout} = await promisify(execFile)('docker', ['compose', ...args], {cwd});
  return stdout;
}
