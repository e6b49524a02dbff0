import {execFileSync} from 'node:child_process';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** A call that loads only the parts that every call needs; `--version` is answered without a script. */
const SMALLEST = '-V';

/** Frequent calls whose start-up time users notice. */
const CALLS = [SMALLEST, 'plan', 'check', 'run'];

const FILE = 'tasks: {a: {run: "true"}}\n';

const NOTE = `
  const used = new Set();
  globalThis.noteFirstUse = part => used.add(part);
  process.on('exit', () => require('fs').writeFileSync(process.env.BOTTLE_USED, JSON.stringify([...used])));
`;

/**
 * The script of each part that one of these calls uses: `start` for parts of every call, `shared` for parts of several
 * calls, otherwise the name of the call. Measured by running a bundle whose parts report their first use.
 */
export async function scriptsByUse(entry: string): Promise<ReadonlyMap<string, string>> {
  const dir = await mkdtemp(join(tmpdir(), 'bottle-build-'));
  try {
    await writeFile(join(dir, 'bottle.yaml'), FILE);
    await writeFile(join(dir, 'note.cjs'), NOTE);
    // A plan shows the times of earlier runs, so there must be one.
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

/** @param other the script so far, from earlier calls */
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
