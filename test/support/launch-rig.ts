import {randomUUID} from 'node:crypto';
import {mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join, relative} from 'node:path';
import {inject, onTestFinished} from 'vitest';
import {openGates, type Gate} from './gate.ts';
import {startLaunch, type Launch, type LaunchOptions} from './launch.ts';
import {killAll, processesWith} from './marked-processes.ts';
import {runsLeft} from './runs-left.ts';
import {removeCgroups, runsWithProcesses} from './remove-cgroups.ts';

/**
 * The environment of an end-to-end test: a folder with a launch file, a separate state directory, and the built
 * `bottle`. After the test everything is removed, including every process with the rig's mark in its environment.
 */
export interface LaunchRig {
  /** The folder of the launch file. */
  readonly dir: string;
  readonly stateDir: string;
  /** The mark in the environment of all of its processes. */
  readonly mark: string;
  /** The built command line at a path specific to the rig. Later builds do not change it. */
  readonly command: string;
  /** The command `bottle run --format json`, without further arguments. */
  readonly runCommand: readonly string[];
  write(name: string, text: string): Promise<void>;
  read(name: string): Promise<string>;
  /** Starts any command. */
  start(argv: readonly string[], options?: LaunchOptions): Launch;
  /** Starts `bottle` with these arguments. */
  bottle(args: readonly string[], options?: LaunchOptions): Launch;
  /** Starts `bottle run --format json` with these arguments. */
  run(args?: readonly string[], options?: LaunchOptions): Launch;
  /** A named pipe where programs wait: `read -r line < name`. */
  gate(name: string): Promise<Gate>;
  /**
   * Leftovers of a finished run: processes, claims, run directories with more than events and logs, and files for
   * pipes. Claims that a killed bottle was about to make are excluded, because they hold nothing and are deleted after
   * a minute.
   */
  leftBehind(): Promise<readonly string[]>;
}

/** @param launchFile contents of bottle.yaml */
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
    // A run that was dropped with `down --forget` is known only by its processes.
    const dropped = runsWithProcesses(mark);
    await killAll(mark);
    gates.close();
    await removeCgroups([...(await readdir(join(stateDir, 'runs')).catch(() => [])), ...dropped]);
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
      // Excludes npm's compile cache in newer versions of Node.
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

/** A path specific to the rig, to distinguish its processes from those of other tests. */
async function ownPath(home: string): Promise<string> {
  const folder = join(home, 'dist');
  await symlink(inject('built'), folder);
  return join(folder, 'cli/bottle.js');
}
