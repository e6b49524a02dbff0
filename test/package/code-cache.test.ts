import {execFile} from 'node:child_process';
import {
  chmod,
  cp,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {expect, inject, test} from 'vitest';
import {loadedBy, type Loaded, type LoadingCall} from '../support/loaded.ts';
import {canMount, smallDisk} from '../support/small-disk.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
/** The number of modules without compiled code is known for Node 20, which does not change any more. */
const isNode20 = process.versions.node.startsWith('20.');

const NONE = {start: false};
const ALL = {start: true};

/** Whether each script was loaded with cached code. */
async function kept(call: Omit<LoadingCall, 'args'>): Promise<Readonly<Record<string, boolean>>> {
  return namesOf(await loadedBy({...call, args: ['-V']}));
}

function namesOf({scripts}: Loaded): Readonly<Record<string, boolean>> {
  return Object.fromEntries(scripts.map(({name, isKept}) => [name, isKept]));
}

/** A directory with the cached code of `bottle -V`, and the paths of the cache folder and file. */
async function withKeptCode() {
  const dir = await temporaryDirectory();
  expect(await kept({dir})).toEqual(NONE);
  const folder = join(dir, 'cache/bottle/code');
  const [name = ''] = await readdir(folder);
  return {dir, folder, file: join(folder, name)};
}

test('the second call of a command uses the code of the first', async () => {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, 'bottle.yaml'), 'tasks: {a: {run: "true"}}\n');
  const first = await loadedBy({dir, args: ['run']});
  expect(namesOf(first)).toEqual({start: false, run: false, shared: false, parse: false, composed: false});
  expect(namesOf(await loadedBy({dir, args: ['run']}))).toEqual({start: true, run: true, shared: true});
});

test('a new script is cached by the first call that loads it', async () => {
  const dir = await temporaryDirectory();
  const scriptsOf = async (tasks: string) => {
    await writeFile(join(dir, 'bottle.yaml'), `tasks: {${tasks}}\n`);
    return namesOf(await loadedBy({dir, args: ['run', '--until', 'last']}));
  };
  const small = 'last: {run: "true"}';
  const large = `first: {serve: "echo up; exec sleep 60", ready: {log: up}}, last: {needs: [first], run: "true"}`;
  await scriptsOf(small);
  // The file changes each time, so it is parsed.
  const others = {start: true, run: true, shared: true, parse: true, composed: true};
  expect(await scriptsOf(large)).toEqual({...others, usual: false});
  expect(await scriptsOf(small)).toEqual(others);
  expect(await scriptsOf(large)).toEqual({...others, usual: true});
});

test('the cached code grows if later calls use other functions, which is checked from time to time', async () => {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, 'bottle.yaml'), 'tasks: {a: {run: "true"}}\n');
  const folder = join(dir, 'cache/bottle/code');
  await expect(loadedBy({dir, args: ['run', '--until', 'missing']})).rejects.toThrow('no task');
  const failed = await sizesIn(folder);
  const run = async () => {
    const {scripts} = await loadedBy({dir, args: ['run']});
    expect(scripts.every(({isKept}) => isKept)).toBe(true);
    return await sizesIn(folder);
  };
  expect(await run()).toEqual(failed);
  const [start = ''] = (await readdir(folder)).filter(name => name.includes('-start-'));
  const path = join(folder, start);
  const isMarked = async () => (await stat(path)).mtimeMs === 0;
  const makeOld = async () => await utimes(path, Date.now() / 1000 - 120, Date.now() / 1000 - 120);
  await makeOld();
  expect(await run()).toEqual(failed);
  expect(await isMarked()).toBe(true);
  const grown = await run();
  expect(grown.run).toBeGreaterThan(2 * (failed.run ?? Infinity));
  await makeOld();
  expect(await run()).toEqual(grown);
  expect(await isMarked()).toBe(false);
  expect((await stat(path)).mtimeMs).toBeGreaterThan(Date.now() - 60_000);
});

test.each([
  ['written 30 minutes ago and checked 20 minutes ago is checked', {written: 30, checked: 20}, true],
  ['written 30 minutes ago and checked 10 minutes ago is not checked', {written: 30, checked: 10}, false],
  ['written a day ago and checked an hour ago is checked', {written: 1440, checked: 61}, true],
  ['written and checked half a minute ago is not checked', {written: 0.5, checked: 0.5}, false],
])('checks become rarer: code %s', async (_, {written, checked}, isChecked) => {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, 'bottle.yaml'), 'tasks: {a: {run: "true"}}\n');
  await loadedBy({dir, args: ['plan']});
  const folder = join(dir, 'cache/bottle/code');
  const secondsAgo = (minutes: number): number => Date.now() / 1000 - 60 * minutes;
  const pathOf = new Map((await readdir(folder)).map(name => [name.split('-')[1], join(folder, name)]));
  for (const path of pathOf.values()) await utimes(path, secondsAgo(written), secondsAgo(written));
  const start = pathOf.get('start') ?? '';
  await utimes(start, secondsAgo(checked), secondsAgo(checked));
  const {mtimeMs} = await stat(start);
  await loadedBy({dir, args: ['plan']});
  expect((await stat(start)).mtimeMs !== mtimeMs).toBe(isChecked);
});

test.runIf(process.getuid?.() === 0).each<[name: string, uid: number, mode: number]>([
  ['read-only', 65534, 0o555],
  ['owned by another user', 0, 0o777],
])('a call with a new script reports nothing if the cache is %s', async (_, uid, mode) => {
  const dir = await temporaryDirectory();
  const write = async (tasks: string) => await writeFile(join(dir, 'bottle.yaml'), `tasks: {${tasks}}\n`);
  const run = async () => {
    const {BOTTLE_STATE_DIR: _, XDG_STATE_HOME: __, ...others} = process.env;
    const env = {...others, HOME: dir, XDG_CACHE_HOME: join(dir, 'cache'), NODE_DISABLE_COMPILE_CACHE: ''};
    return await promisify(execFile)(process.execPath, [join(inject('built'), 'cli/bottle.js'), 'run'], {
      ...{cwd: dir, env: {...env, NODE_V8_COVERAGE: ''}, uid: 65534, gid: 65534},
    });
  };
  const {chown} = await import('node:fs/promises');
  await chown(dir, 65534, 65534);
  await write('last: {run: "true"}');
  await run();
  const folder = join(dir, 'cache/bottle/code');
  const names = await readdir(folder);
  await chown(folder, uid, 65534);
  await chmod(folder, mode);
  await write('first: {run: "exit 3", allow_failure: true}');
  expect((await run()).stderr).toBe('');
  expect(await readdir(folder)).toEqual(names);
});

/** The size of the code of each script in the cache. */
async function sizesIn(folder: string): Promise<Readonly<Record<string, number>>> {
  const sizes = (await readdir(folder)).map(
    async name => [name.split('-')[1] ?? '', (await stat(join(folder, name))).size] as const,
  );
  return Object.fromEntries(await Promise.all(sizes));
}

/** V8 rejects the compiled code of Node's own modules under flags that differ from the defaults. */
test.runIf(isNode20)("a run uses the compiled code of Node's modules despite its heap limits", async () => {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, 'bottle.yaml'), 'tasks: {a: {run: "true"}}\n');
  await loadedBy({dir, args: ['run']});
  const {builtins, scripts} = await loadedBy({dir, args: ['run']});
  // Each flag has its own cached code.
  await runWith('--profile-deserialization', dir);
  const stdout = await runWith('--profile-deserialization', dir);
  const used = stdout.split('\n').filter(line => line.startsWith('[Deserializing from')).length;
  // Modules in Node's snapshot, and modules that Node loads later, such as `cluster` for a server.
  expect(builtins.length + scripts.length - used).toBe(3);
});

test.runIf(isNode20)('a first run with many tasks does not slow down the start of later runs', async () => {
  const afterOne = await functionsCompiled([1, 1]);
  const afterMany = await functionsCompiled([200, 1]);
  // With V8's profile in the cached code, it is twice the number.
  expect(afterMany).toBeLessThan(afterOne * 1.5);
});

/** The number of functions that V8 compiles to machine code in the last of these runs, each with a number of tasks. */
async function functionsCompiled(runs: readonly number[]): Promise<number> {
  const dir = await temporaryDirectory();
  let compiled = 0;
  for (const tasks of runs) {
    await writeFile(join(dir, 'bottle.yaml'), chainOf(tasks));
    const stdout = await runWith('--trace-baseline-batch-compilation', dir);
    compiled = stdout.split('\n').filter(line => line.includes('Enqueued SFI')).length;
  }
  return compiled;
}

function chainOf(tasks: number): string {
  const lines = Array.from({length: tasks}, (_, at) =>
    at === 0 ? "t0: {run: 'true'}" : `t${at}: {needs: [t${at - 1}], run: 'true'}`,
  );
  return `tasks:\n  ${lines.join('\n  ')}\n`;
}

/** The output of a run of bottle.yaml in `dir`, with a flag of V8. */
async function runWith(flag: string, dir: string): Promise<string> {
  const {BOTTLE_STATE_DIR: _, XDG_STATE_HOME: __, ...others} = process.env;
  const env = {...others, HOME: dir, XDG_CACHE_HOME: join(dir, 'cache')};
  const {stdout} = await promisify(execFile)(process.execPath, [flag, join(DIST, 'cli/bottle.js'), 'run'], {
    cwd: dir,
    env: {...env, NODE_V8_COVERAGE: '', NODE_DISABLE_COMPILE_CACHE: ''},
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout;
}

test('the cache folder and its files are private, and no other files are left', async () => {
  const {folder, file} = await withKeptCode();
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toHaveLength(1);
});

test.each<[name: string, damage: (bytes: Buffer) => Buffer]>([
  [
    'one bit has changed',
    bytes => bytes.fill(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1, (bytes.length >> 1) + 1),
  ],
  ['the file is truncated', bytes => bytes.subarray(0, 1000)],
  ['the file is empty', () => Buffer.alloc(0)],
])('damaged code is not run, and is replaced: %s', async (_, damage) => {
  const {dir, file} = await withKeptCode();
  const whole = await readFile(file);
  await writeFile(file, damage(Buffer.from(whole)));
  expect(await kept({dir})).toEqual(NONE);
  expect(await kept({dir})).toEqual(ALL);
});

test('code of a different source of the same length is not used', async () => {
  const {dir} = await withKeptCode();
  const copy = join(dir, 'copy');
  await cp(DIST, copy, {recursive: true});
  const program = join(copy, 'cli/bottle.js');
  expect(await kept({dir, program})).toEqual(ALL);
  const script = join(copy, 'scripts/start.js');
  const text = await readFile(script, 'utf8');
  await writeFile(script, text.replace('Runs the tasks of a launch file', 'Runs the tasks of a launch FILE'));
  expect(await kept({dir, program})).toEqual(NONE);
});

/** Node 24 crashed, because turning on the baseline compiler conflicts with this flag. */
test('a first call works under --jitless', async () => {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, 'bottle.yaml'), 'tasks: {a: {run: "true"}}\n');
  expect(await runWith('--jitless', dir)).toContain('done after');
});

test('code compiled with other flags is not used', async () => {
  const {dir} = await withKeptCode();
  expect(await kept({dir, env: {NODE_OPTIONS: '--stack-trace-limit=20'}})).toEqual(NONE);
  expect(await kept({dir})).toEqual(ALL);
});

test.each<[name: string, spoil: (kept: {folder: string; file: string}) => Promise<void>]>([
  ['the file is writable by others', async ({file}) => await chmod(file, 0o622)],
  ['the folder is writable by others', async ({folder}) => await chmod(folder, 0o777)],
  ['the file is a link', async ({file}) => await linkTo(file)],
  ['the folder is a link', async ({folder}) => await linkTo(folder)],
])('code that another user could have written is not run: %s', async (_, spoil) => {
  const {dir, folder, file} = await withKeptCode();
  await spoil({folder, file});
  expect(await kept({dir})).toEqual(NONE);
});

async function linkTo(path: string): Promise<void> {
  await rename(path, `${path}-moved`);
  await symlink(`${path}-moved`, path);
}

test.runIf(process.getuid?.() === 0)("another user's folder is neither read nor written", async () => {
  const {chown} = await import('node:fs/promises');
  const {dir, folder, file} = await withKeptCode();
  await chown(file, 65534, 65534);
  expect(await kept({dir})).toEqual(NONE);
  await rm(folder, {recursive: true});
  await mkdir(folder, {mode: 0o700});
  await chown(folder, 65534, 65534);
  expect(await kept({dir})).toEqual(NONE);
  expect(await readdir(folder)).toEqual([]);
  await rm(join(dir, 'cache/bottle'), {recursive: true});
  await chown(join(dir, 'cache'), 65534, 65534);
  expect(await kept({dir})).toEqual(NONE);
  expect(await readdir(join(dir, 'cache'))).toEqual([]);
});

test.each<[name: string, env: Readonly<Record<string, string>>]>([
  ['there is no home directory', {HOME: '', XDG_CACHE_HOME: ''}],
  ['the cache is a file', {XDG_CACHE_HOME: '/etc/passwd'}],
  ['the cache is not writable', {XDG_CACHE_HOME: '/proc/self'}],
  ['it is disabled', {NODE_DISABLE_COMPILE_CACHE: '1'}],
])('a command works without a cache: %s', async (_, env) => {
  const dir = await temporaryDirectory();
  for (let call = 0; call < 2; call++) expect(await kept({dir, env})).toEqual(NONE);
});

test.runIf(canMount)('nothing is cached on a full disk, not even a partial file', async () => {
  const dir = await temporaryDirectory();
  const disk = join(dir, 'cache');
  smallDisk(disk, 64).fill();
  for (let call = 0; call < 2; call++) expect(await kept({dir})).toEqual(NONE);
  expect((await readdir(disk, {recursive: true})).filter(name => name.includes('start'))).toEqual([]);
});

test('concurrent calls do not interfere', async () => {
  const dir = await temporaryDirectory();
  const dirs = await Promise.all(Array.from({length: 6}, async () => await temporaryDirectory()));
  const env = {XDG_CACHE_HOME: join(dir, 'cache')};
  await Promise.all(dirs.map(async each => await kept({dir: each, env})));
  expect(await readdir(join(dir, 'cache/bottle/code'))).toHaveLength(1);
  expect(await kept({dir, env})).toEqual(ALL);
});

test('old files are removed', async () => {
  const {dir, folder, file} = await withKeptCode();
  await rm(file);
  for (let nth = 0; nth < 300; nth++) await writeFile(join(folder, `old-${nth}`), '');
  await kept({dir});
  expect((await readdir(folder)).length).toBeLessThan(200);
  expect(await kept({dir})).toEqual(ALL);
});
