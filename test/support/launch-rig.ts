import {randomUUID} from 'node:crypto';
import {mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join, relative} from 'node:path';
import {inject, onTestFinished} from 'vitest';
import {openGates, type Gate} from './gate.ts';
import {startLaunch, type Launch, type LaunchOptions} from './launch.ts';
import {killAll, processesWith} from './marked-processes.ts';
import {runsLeft} from './runs-left.ts';

/**
 * A folder with a launch file, a state directory of its own and the built `bottle`: what an end-to-end test needs. All of
 * it, and every process that carries the rig's mark in its environment, is gone when the test is over.
 */
export interface LaunchRig {
  /** The path of the launch file. */
  readonly dir: string;
  readonly stateDir: string;
  /** The mark in the environment of all of its processes. */
  readonly mark: string;
  /** The built command line, by a path of the rig's own; another build meanwhile does not change it. */
  readonly command: string;
  /** The command of `run` without arguments: `bottle run --format json`. */
  readonly runCommand: readonly string[];
  write(name: string, text: string): Promise<void>;
  read(name: string): Promise<string>;
  /** Starts any command. */
  start(argv: readonly string[], options?: LaunchOptions): Launch;
  /** Starts `bottle` with these arguments. */
  bottle(args: readonly string[], options?: LaunchOptions): Launch;
  /** Starts `bottle run --format json` with these arguments. */
  run(args?: readonly string[], options?: LaunchOptions): Launch;
  /** A named pipe that programs wait at: `read -r line < name`. */
  gate(name: string): Promise<Gate>;
  /**
   * The leftovers of a finished run: processes, leases and other claims, directories of runs that have more than events and logs,
   * files for pipes. Not the claims that a killed bottle was about to make: they hold nothing, and are swept when they are a
   * minute old.
   */
  leftBehind(): Promise<readonly string[]>;
}

/** @param launchFile the text of bottle.yaml */
export async function launchRig(launchFile: string): Promise<LaunchRig> {
  const home = await mkdtemp(join(await realpath(tmpdir()), 'bottle-e2e-'));
  const [dir, stateDir, temp] = ['work', 'state', 'tmp'].map(name => join(home, name)) as [
    string,
    string,
    string,
  ];
  await Promise.all([mkdir(dir), mkdir(temp)]);
  const mark = randomUUID();
  const gates = openGates(dir);
  const {NO_COLOR, FORCE_COLOR, ...outer} = process.env;
  const own = {BOTTLE_STATE_DIR: stateDir, XDG_CACHE_HOME: inject('cache'), TMPDIR: temp};
  const env = {...outer, ...own, BOTTLE_TEST_MARK: mark};
  const command = await ownPath(home);
  onTestFinished(async () => {
    await killAll(mark);
    gates.close();
    await rm(home, {recursive: true, force: true});
  });

  const start: LaunchRig['start'] = (argv, options = {}) =>
    startLaunch(argv, {cwd: dir, ...options, env: {...env, ...options.env}});
  const bottle: LaunchRig['bottle'] = (args, options) => start([process.execPath, command, ...args], options);
  const rig: LaunchRig = {
    ...{dir, stateDir, mark, command, start, bottle},
    runCommand: [process.execPath, command, 'run', '--format', 'json'],
    async write(name, text) {
      await mkdir(dirname(join(dir, name)), {recursive: true});
      await writeFile(join(dir, name), text);
    },
    read: async name => await readFile(join(dir, name), 'utf8'),
    run: (args = [], options) => bottle(['run', '--format', 'json', ...args], options),
    gate: gates.open,
    leftBehind: async () => [
      ...processesWith(mark).map(({pid, commandLine}) => `process ${pid}: ${commandLine}`),
      ...(await entries(join(stateDir, 'claims', 'held'))),
      ...(await runsLeft(stateDir)).map(run => `state/runs/${run}`),
      // npm's cache of compiled code, in newer versions of Node.
      ...(await entries(temp)).filter(path => path !== 'tmp/node-compile-cache'),
    ],
  };
  await rig.write('bottle.yaml', launchFile);
  return rig;

  async function entries(folder: string): Promise<string[]> {
    const names = await readdir(folder).catch(() => []);
    return names.map(name => relative(home, join(folder, name)));
  }
}

/** A path of the rig's own, so that its processes differ from those of other tests. */
async function ownPath(home: string): Promise<string> {
  const folder = join(home, 'dist');
  await symlink(inject('built'), folder);
  return join(folder, 'cli/bottle.js');
}
