import {execFileSync} from 'node:child_process';
import {mkdtemp, open, readFile, rm, writeFile} from 'node:fs/promises';
import {devNull, tmpdir} from 'node:os';
import {join} from 'node:path';
import {usualCalls, type UsualCall} from './usual-calls.ts';

/** A call that loads only the parts that every call needs; `--version` is answered without a script. */
const SMALLEST = '-V';

/** The smallest calls whose start-up time users notice. */
const CALLS = [SMALLEST, 'plan', 'check', 'run'];

const FILE = 'tasks: {a: {run: "true"}}\n';

/** Ignores processes that the call starts: a detached run loads everything in advance. */
const NOTE = `
  const used = new Set();
  globalThis.noteFirstUse = part => used.add(part);
  const isCall = String(process.ppid) === process.env.BOTTLE_CALLER;
  const write = () => require('fs').writeFileSync(process.env.BOTTLE_USED, JSON.stringify([...used]));
  if (isCall) process.on('exit', write);
  if (process.env.BOTTLE_CGROUPS === 'none') {
    const fs = require('fs');
    const {readFileSync} = fs;
    fs.readFileSync = (path, ...others) => readFileSync(path === '/proc/self/cgroup' ? '' : path, ...others);
  }
  if (process.env.BOTTLE_TERMINAL) {
    Object.assign(require('tty'), {isatty: descriptor => descriptor === 1});
    Object.assign(process.stdout, {isTTY: true, columns: 80, rows: 24});
  }
`;

/**
 * The script of each part that one of these calls uses: `start` for parts of every call, `shared` for parts of several calls,
 * otherwise the name of the call. Parts that only larger launch files or other frequent commands use are in the scripts of their calls
 * (usual-calls.ts), and those that only new files need in `parse`. Measured by running a bundle whose parts report their first use.
 */
export async function scriptsByUse(entry: string): Promise<ReadonlyMap<string, string>> {
  const dir = await mkdtemp(join(tmpdir(), 'bottle-build-'));
  try {
    await writeFile(join(dir, 'note.cjs'), NOTE);
    await writeFile(join(dir, 'bottle.yaml'), FILE);
    const scripts = new Map<string, string>();
    // A plan shows the times of earlier runs, so there must be one.
    const parsing = new Set(await partsUsedBy(['run'], {entry, dir}));
    for (const call of CALLS)
      for (const part of await partsUsedBy([call], {entry, dir}))
        scripts.set(part, scriptOf(call, scripts.get(part)));
    for (const {files, calls} of await usualCalls()) {
      for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
      // The first call parses the files, and the others know them.
      for (const part of await partsUsedBy(calls[0].args, {entry, dir})) parsing.add(part);
      for (const {script, args, cgroups} of calls)
        for (const part of await partsUsedBy(args, {entry, dir, isOnTerminal: script === 'live', cgroups}))
          scripts.set(part, scriptOfUsual(args, {known: scripts.get(part), script}));
    }
    for (const part of parsing) if (!scripts.has(part)) scripts.set(part, 'parse');
    return scripts;
  } catch (error) {
    // One of the calls may have failed after `up`.
    await partsUsedBy(['down'], {entry, dir}).catch(() => undefined);
    throw error;
  } finally {
    await rm(dir, {recursive: true});
  }
}

/** @param other the script so far, from earlier calls */
function scriptOf(call: string, other: string | undefined): string {
  if (call === SMALLEST || other === 'start') return 'start';
  return other === undefined ? call : 'shared';
}

/** A part in the script of another small call is moved to `shared`, so that a `plan` does not load the script of `run`. */
function scriptOfUsual(
  [call = '']: readonly string[],
  {known, script}: {readonly known: string | undefined; readonly script: string},
): string {
  if (known === undefined) return script;
  return CALLS.includes(call) && CALLS.includes(known)
    ? scriptOf(call, known === call ? undefined : known)
    : known;
}

interface Measurement {
  readonly entry: string;
  readonly dir: string;
  readonly isOnTerminal?: boolean;
  readonly cgroups?: UsualCall['cgroups'];
}

/** The state and the cache are in the home folder, as for most users. Each run removes an older one, as most runs do. */
async function partsUsedBy(
  args: readonly string[],
  {entry, dir, isOnTerminal = false, cgroups}: Measurement,
): Promise<readonly string[]> {
  const used = join(dir, 'used.json');
  const {BOTTLE_STATE_DIR: _, XDG_STATE_HOME: __, XDG_CACHE_HOME: ___, ...others} = process.env;
  const terminal = isOnTerminal ? {BOTTLE_TERMINAL: '1', TERM: 'xterm'} : {NO_COLOR: '1'};
  // A terminal is a device, but not /dev/null.
  const stdout = await open(isOnTerminal ? '/dev/zero' : devNull, 'w');
  execFileSync(process.execPath, ['--require', join(dir, 'note.cjs'), entry, ...args], {
    cwd: dir,
    env: {
      ...{...others, ...terminal, HOME: dir, NODE_DISABLE_COMPILE_CACHE: '1', BOTTLE_KEEP_RUNS: '1'},
      ...{BOTTLE_USED: used, BOTTLE_CALLER: String(process.pid), BOTTLE_CGROUPS: cgroups},
    },
    stdio: ['ignore', stdout.fd, 'inherit'],
  });
  await stdout.close();
  return JSON.parse(await readFile(used, 'utf8')) as readonly string[];
}
