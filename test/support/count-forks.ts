import {execFile, execFileSync} from 'node:child_process';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {temporaryDirectory} from './temporary-directory.ts';

const BOTTLE = fileURLToPath(new URL('../../dist/cli/bottle.js', import.meta.url));

/** Whether system calls can be counted here. */
export const canCount = succeeds('strace', ['-f', '-c', '-o', '/dev/null', 'true']);

export interface Counts {
  /** Processes that were started, those of tasks included; threads are none. */
  readonly forks: number;
  /** System calls of bottle and of all that it started. */
  readonly calls: number;
}

/** The cost of a run of a launch file, by `strace`. Its code is kept and its state is there: it is not the first run. */
export async function countsOf(file: string): Promise<Counts> {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, 'bottle.yaml'), file);
  const env = {...process.env, BOTTLE_STATE_DIR: join(dir, 'state'), XDG_CACHE_HOME: join(dir, 'cache')};
  const run = [process.execPath, BOTTLE, 'run'] as const;
  await promisify(execFile)(run[0], run.slice(1), {cwd: dir, env});
  const trace = join(dir, 'trace');
  await promisify(execFile)('strace', ['-f', '-o', trace, ...run], {cwd: dir, env, maxBuffer: Infinity});
  const lines = (await readFile(trace, 'utf8')).split('\n');
  return {
    forks: lines.filter(line => / (?:clone3?|v?fork)\(/.test(line) && !line.includes('CLONE_THREAD')).length,
    calls: lines.filter(line => /^\d+ +\w+\(/.test(line)).length,
  };
}

function succeeds(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, {stdio: 'ignore'});
    return true;
  } catch {
    return false;
  }
}
