import {execFile, execFileSync} from 'node:child_process';
import {promisify} from 'node:util';

/** Whether `docker compose` is there. */
export const hasCompose = succeeds(['compose', 'version']);

/** Runs `docker compose` in a folder; gives what it printed. */
export async function compose(cwd: string, ...args: readonly string[]): Promise<string> {
  const {stdout} = await promisify(execFile)('docker', ['compose', ...args], {cwd});
  return stdout;
}

function succeeds(args: readonly string[]): boolean {
  try {
    execFileSync('docker', args, {stdio: 'ignore', timeout: 10_000});
    return true;
  } catch {
    return false;
  }
}
