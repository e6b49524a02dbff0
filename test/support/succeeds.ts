import {execFileSync} from 'node:child_process';

/** Whether a program exists and ends with exit code 0 within 10 s. */
export function succeeds(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, {stdio: 'ignore', timeout: 10_000});
    return true;
  } catch {
    return false;
  }
}
