import {randomUUID} from 'node:crypto';
import {existsSync, mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {execute} from './docker-image.ts';
import {runToEnd, type Command, type Ended} from './processes.ts';
import {logOf} from './standin-log.ts';

export const launchFile = fileURLToPath(new URL('../examples/agent-sandbox/bottle.yaml', import.meta.url));
const script = fileURLToPath(new URL('sandbox-script.sh', import.meta.url));

/** The time limit for a launch, in seconds. */
const PATIENCE = '120';

export interface SandboxSetup {
  readonly bottle: Command;
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The environment variables with the images for the script. */
export type Images = NodeJS.ProcessEnv;

export interface Launch extends Pick<Ended, 'code' | 'stderr'> {
  /** Until the agent starts; NaN if it never did. */
  readonly beginsMs: number;
  readonly wholeMs: number;
  /** The number of smolvm calls. */
  readonly calls: number;
  readonly isRepaired: boolean;
  /** Objects that were not removed. */
  readonly left: readonly string[];
}

/** Launches with bottle. */
export async function runBottle({bottle, dir, env}: SandboxSetup, windowMs: number): Promise<Launch> {
  const launch = await timeLaunch([...bottle, 'run', launchFile], {dir, env, windowMs});
  // For a run that has ended, only events and output are kept.
  const folder = join(env.BOTTLE_STATE_DIR ?? '', 'runs');
  const runs = readdirSync(folder).filter(run => existsSync(join(folder, run, 'journal.ndjson')));
  return {
    ...launch,
    left: [...launch.left, ...runs, ...(await objectsOf(`label=bottle.file=${launchFile}`))],
  };
}

/** Launches with the script. */
export async function runScript(
  {dir, env}: SandboxSetup,
  {images, windowMs}: {readonly images: Images; readonly windowMs: number},
): Promise<Launch> {
  const name = `bottle-bench-${randomUUID().slice(0, 8)}`;
  const folder = mkdtempSync(join(dir, 'script-'));
  const launch = await timeLaunch([script, name, folder], {
    dir,
    env: {...env, ...images, ARCHIVES: join(dir, 'archives')},
    windowMs,
  });
  rmSync(folder, {recursive: true});
  return {...launch, left: [...launch.left, ...(await objectsOf(`name=${name}`))]};
}

async function timeLaunch(
  command: Command,
  {dir, env, windowMs}: Omit<SandboxSetup, 'bottle'> & {readonly windowMs: number},
): Promise<Launch> {
  const home = mkdtempSync(join(dir, 'machines-'));
  const startedAt = Date.now();
  const {code, stderr} = await runToEnd('timeout', [PATIENCE, ...command], {
    env: {...env, SMOLVM_STANDIN_HOME: home, SMOLVM_STANDIN_WINDOW_MS: String(windowMs)},
  });
  const wholeMs = Date.now() - startedAt;
  const {calls, commands, machines} = logOf(home);
  const agent = commands.find(({cwd}) => cwd === '/home/node');
  const repairs = commands.filter(({argv, code}) => argv?.join(' ').includes('chown -R') && code === 0);
  rmSync(home, {recursive: true, force: true});
  return {
    ...{code, stderr, wholeMs, beginsMs: (agent?.at ?? NaN) - startedAt},
    ...{calls: calls.length, isRepaired: repairs.length === 1, left: machines},
  };
}

/** The containers and networks of a launch that Docker still has. */
async function objectsOf(filter: string): Promise<readonly string[]> {
  const found = await Promise.all([
    execute('docker', ['ps', '-aq', '--filter', filter]),
    execute('docker', ['network', 'ls', '-q', '--filter', filter]),
  ]);
  return found.flatMap(({stdout}) => stdout.split('\n').filter(id => id !== ''));
}
