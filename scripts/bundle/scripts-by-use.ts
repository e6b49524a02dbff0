import {execFileSync} from 'node:child_process';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** Needs nothing but what every call does; `--version` is answered without a script. */
const SMALLEST = '-V';

/** Calls that people make often, and wait for. */
const CALLS = [SMALLEST, 'plan', 'check', 'run'];

const FILE = 'tasks: {a: {run: "true"}}\n';

const NOTE = `
  const used = new Set();
  globalThis.noteFirstUse = part => used.add(part);
  process.on('exit', () => require('fs').writeFileSync(process.env.BOTTLE_USED, JSON.stringify([...used])));
`;

/**
 * The script of each part that one of these calls uses: `start` for those of every call, `shared` for those of several, else named
 * by the call. Found by running a bundle whose parts report that they are used.
 */
export async function scriptsByUse(entry: string): Promise<ReadonlyMap<string, string>> {
  const dir = await mkdtemp(join(tmpdir(), 'bottle-build-'));
  try {
    await writeFile(join(dir, 'bottle.yaml'), FILE);
    await writeFile(join(dir, 'note.cjs'), NOTE);
    // A plan shows times of earlier runs.
    await partsUsedBy('run', {entry, dir});
    const scripts = new Map<string, string>();
    for (const call of CALLS)
      for (const part of await partsUsedBy(call, {entry, dir}))
        scripts.set(part, scriptOf(call, scripts.get(part)));
    return scripts;
  } finally {
    await rm(dir, {recursive: true});
  }
}

/** @param other of the calls before this one */
function scriptOf(call: string, other: string | undefined): string {
  if (call === SMALLEST || other === 'start') return 'start';
  return other === undefined ? call : 'shared';
}

async function partsUsedBy(
  call: string,
  {entry, dir}: {readonly entry: string; readonly dir: string},
): Promise<readonly string[]> {
  const used = join(dir, 'used.json');
  const env = {...process.env, BOTTLE_USED: used, BOTTLE_STATE_DIR: join(dir, 'state'), NO_COLOR: '1'};
  execFileSync(process.execPath, ['--require', join(dir, 'note.cjs'), entry, call], {
    cwd: dir,
    env: {...env, NODE_DISABLE_COMPILE_CACHE: '1'},
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return JSON.parse(await readFile(used, 'utf8')) as readonly string[];
}
