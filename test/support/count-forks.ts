import {execFile} from 'node:child_process';
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {succeeds} from './succeeds.ts';
import {temporaryDirectory} from './temporary-directory.ts';

const BOTTLE = fileURLToPath(new URL('../../dist/cli/bottle.js', import.meta.url));

/** Whether system calls can be counted here. */
export const canCount = succeeds('strace', ['-f', '-c', '-o', '/dev/null', 'true']);

export interface Counts {
  /** Started processes, including those of tasks, but not threads. */
  readonly forks: number;
  /** System calls of bottle and of all processes that it started. */
  readonly calls: number;
  /** The number of calls of each of {@link EXACT}, and of started programs. */
  readonly each: Readonly<Record<string, number>>;
  /** How often files of ended runs were opened or checked. */
  readonly keptRunCalls: number;
}

/**
 * The cost of running a launch file, measured by `strace`. The code is cached and the state exists, because it is not
 * the first run.
 *
 * @param keptRuns the number of ended runs of other files to keep in addition to the first run
 */
export async function countsOf(file: string, keptRuns = 0): Promise<Counts> {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, 'bottle.yaml'), file);
  for (let at = 0; at < keptRuns; at++) await keepRun(join(dir, 'state'), at);
  const env = {...process.env, BOTTLE_STATE_DIR: join(dir, 'state'), XDG_CACHE_HOME: join(dir, 'cache')};
  const run = [process.execPath, BOTTLE, 'run'] as const;
  await promisify(execFile)(run[0], run.slice(1), {cwd: dir, env});
  const trace = join(dir, 'trace');
  await promisify(execFile)('strace', ['-f', '-o', trace, ...run], {cwd: dir, env, maxBuffer: Infinity});
  const lines = (await readFile(trace, 'utf8')).split('\n');
  return {
    forks: lines.filter(line => / (?:clone3?|v?fork)\(/.test(line) && !line.includes('CLONE_THREAD')).length,
    calls: lines.filter(line => /^\d+ +\w+\(/.test(line)).length,
    each: eachOf(lines),
    keptRunCalls: lines.filter(line => line.includes(KEPT_RUN)).length,
  };
}

/**
 * System calls whose number is independent of the machine and its load. Others vary: `read`, `epoll_wait` and `futex`
 * with timing, `mmap` and `madvise` with garbage collection, `openat` with the number of processes.
 */
const EXACT = ['fdatasync', 'fsync', 'mkdir', 'rename', 'rmdir', 'unlink', 'bind', 'kill'];

function eachOf(lines: readonly string[]): Counts['each'] {
  const counted = EXACT.map(name => [name, lines.filter(line => line.includes(` ${name}(`)).length] as const);
  const execs = lines.filter(line => / (?:execve\(.*|<\.\.\. execve resumed>.*)= 0$/.test(line)).length;
  return {...Object.fromEntries(counted), execs};
}

/** The date at the beginning of the ids of kept runs. */
const KEPT_RUN = '/20010203-';

/** Creates the directory of an ended run. */
async function keepRun(stateDir: string, at: number): Promise<void> {
  const run = join(stateDir, 'runs', `${KEPT_RUN}${String(at).padStart(6, '0')}-kept`);
  await mkdir(join(run, 'logs'), {recursive: true, mode: 0o700});
  const start = {type: 'run-started', file: `/elsewhere/${at}.yaml`, runName: `other-${at}`};
  await writeFile(join(run, 'events.ndjson'), `${JSON.stringify(start)}\n{"type":"run-ended"}\n`);
}
