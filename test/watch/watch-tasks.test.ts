import fs, {mkdirSync, writeFileSync} from 'node:fs';
import {appendFile, mkdir, rename, rm, utimes, writeFile} from 'node:fs/promises';
import {syncBuiltinESMExports} from 'node:module';
import {dirname, join, relative} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {systemClock} from '../../src/processes/system-clock.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {watchTasks, type TaskChange} from '../../src/watch/watch-tasks.ts';
import type {WatchedTask} from '../../src/watch/task-files.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';
import {within} from '../support/within.ts';

/** A folder with watched tasks. The task `end` watches the file `end`, whose change marks the end of all earlier changes. */
async function watching(
  tasks: Readonly<Record<string, Partial<Omit<WatchedTask, 'task'>>>>,
  files: Readonly<Record<string, string>> = {},
) {
  const dir = await temporaryDirectory();
  const path = (name: string): string => join(dir, name);
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(dirname(path(name)), {recursive: true});
    await writeFile(path(name), text);
  };
  for (const [name, text] of Object.entries(files)) await write(name, text);
  const seen: (readonly TaskChange[])[] = [];
  const errors: unknown[] = [];
  let onSeen = (): void => undefined;
  const all = {...tasks, end: {globs: [['end']]}};
  const watch = await watchTasks({
    tasks: Object.entries(all).map(([task, about]) => ({
      ...{task: task as TaskName, cwd: dir, globs: [], generates: []},
      ...about,
    })),
    ...{dir, except: [path('state')], clock: systemClock},
    onChange(changes) {
      seen.push(changes);
      onSeen();
    },
    onError: error => void errors.push(error),
  });
  onTestFinished(async () => await watch.close());
  /** The changes so far, once there is a change of this task. */
  const until = async (task: string): Promise<Readonly<Record<string, string[]>>> => {
    await within(
      () => `a change of ${task}; seen: ${JSON.stringify(seen)}`,
      new Promise<void>(resolve => {
        onSeen = () => {
          if (seen.flat().some(change => change.task === task)) resolve();
        };
        onSeen();
      }),
    );
    const found: Record<string, string[]> = {};
    for (const change of seen.splice(0).flat())
      (found[change.task] ??= []).push(...change.files.map(file => relative(dir, file)));
    expect(errors).toEqual([]);
    return found;
  };
  let count = 0;
  return {
    ...{path, write, until, watch, dir},
    /** The changes so far, except those of `end`. */
    async settled() {
      await write('end', String(++count));
      const {end, ...others} = await until('end');
      expect(end).toBeDefined();
      return others;
    },
  };
}

const web = {web: {globs: [['src']]}};

test('a file with other contents is a change', async () => {
  const {write, until} = await watching(web, {'src/a.ts': '1', 'src/b.ts': '1'});
  await write('src/a.ts', '2');
  expect(await until('web')).toEqual({web: ['src/a.ts']});
  await write('src/b.ts', '2');
  expect(await until('web')).toEqual({web: ['src/b.ts']});
});

test('new and deleted files are changes, including files in new folders', async () => {
  const {write, until, path} = await watching(web, {'src/a.ts': '1'});
  await write('src/new/deep/b.ts', '1');
  expect(await until('web')).toEqual({web: ['src/new/deep/b.ts']});
  await rm(path('src/a.ts'));
  expect(await until('web')).toEqual({web: ['src/a.ts']});
});

test('a folder moved into place changes all of its files', async () => {
  const {until, path} = await watching(web, {'src/a.ts': '1', 'away/b.ts': '1', 'away/c.ts': '1'});
  await rename(path('away'), path('src/here'));
  expect(await until('web')).toEqual({web: ['src/here/b.ts', 'src/here/c.ts']});
});

test('a file that is replaced repeatedly, as by editors, is a change each time', async () => {
  const {write, until, path} = await watching({web: {globs: [['app.conf']]}}, {'app.conf': '0'});
  for (const text of ['1', '2', '3']) {
    await write('app.conf~', text);
    await rename(path('app.conf~'), path('app.conf'));
    expect(await until('web')).toEqual({web: ['app.conf']});
  }
});

test('files in a folder that does not exist yet are noticed', async () => {
  const {write, until} = await watching({web: {globs: [['not/yet/*.ts']]}});
  await write('not/yet/a.ts', '1');
  expect(await until('web')).toEqual({web: ['not/yet/a.ts']});
});

test.each([
  ['a file', 'new', 'new/a.ts'],
  ['a folder', 'new', 'new/in/a.ts'],
])('%s created between reading and watching its new folder is noticed', async (_what, folder, file) => {
  const {path, write, until} = await watching({web: {globs: [['**/*.ts']]}});
  beforeWatching(path(folder), () => {
    mkdirSync(dirname(path(file)), {recursive: true});
    writeFileSync(path(file), '1');
  });
  await mkdir(path(folder));
  expect(await until('web')).toEqual({web: [file]});
  await write(file, '2');
  expect(await until('web')).toEqual({web: [file]});
});

/** Acts at the moment when a folder is about to be watched. */
function beforeWatching(folder: string, act: () => void): void {
  const {watch} = fs;
  const restore = (): void => {
    fs.watch = watch;
    syncBuiltinESMExports();
  };
  onTestFinished(restore);
  fs.watch = ((path: string, ...rest: []) => {
    if (path === folder) {
      restore();
      act();
    }
    return watch(path, ...rest);
  }) as typeof watch;
  syncBuiltinESMExports();
}

test('files that change together are one change, for all tasks that watch them', async () => {
  const {path, until} = await watching({...web, docs: {globs: [['src/*.md', 'docs']]}}, {'src/a.ts': '1'});
  // In one turn of the event loop, because on a busy machine more time than the debounce could pass between two changes.
  mkdirSync(path('docs'));
  for (const name of ['src/a.ts', 'src/a.md', 'docs/b.md']) writeFileSync(path(name), '2');
  expect(await until('docs')).toEqual({
    web: ['src/a.md', 'src/a.ts'],
    docs: ['docs/b.md', 'src/a.md'],
  });
});

test('unchanged contents are not a change', async () => {
  const {write, settled, path} = await watching(web, {'src/a.ts': '1', 'src/b.ts': '1'});
  await utimes(path('src/a.ts'), new Date(), new Date());
  await write('src/b.ts', '1');
  expect(await settled()).toEqual({});
});

test('files outside the globs, generated files, files ignored by git and files of bottle are not changes', async () => {
  const {write, settled} = await watching(
    {web: {globs: [['**', '!end', '!*.md']], generates: ['src/gen']}},
    {'.gitignore': 'dist/\n'},
  );
  for (const name of ['src/gen/a.ts', 'dist/b.js', 'a.md', 'state/runs/x', 'node_modules/x.js', '.git/index'])
    await write(name, '1');
  await write('src/a.ts', '1');
  expect(await settled()).toEqual({web: ['src/a.ts']});
});

test('files that git starts to ignore are no longer changes', async () => {
  const {write, settled} = await watching({web: {globs: [['*.txt']]}}, {'a.txt': '1'});
  await write('.gitignore', '*.txt\n!b.txt\n');
  expect(await settled()).toEqual({});
  await write('a.txt', '2');
  await write('b.txt', '1');
  expect(await settled()).toEqual({web: ['b.txt']});
});

test('a glob excludes files only from its own list', async () => {
  const {write, settled} = await watching({web: {globs: [['src', '!src/a.ts'], ['src/a.ts']]}});
  await write('src/a.ts', '1');
  expect(await settled()).toEqual({web: ['src/a.ts']});
});

test('only differences from the start of the task are changes', async () => {
  const {write, settled, watch} = await watching(web, {'src/a.ts': '1', 'src/b.ts': '1'});
  await write('src/a.ts', '2');
  await write('src/new.ts', '1');
  await watch.accept('web' as TaskName);
  expect(await settled()).toEqual({});
  await write('src/a.ts', '1');
  expect(await settled()).toEqual({web: ['src/a.ts']});
});

test('nothing is reported after the end', async () => {
  const {write, watch, path} = await watching(web, {'src/a.ts': '1'});
  await appendFile(path('src/a.ts'), '2');
  await watch.close();
  await write('src/a.ts', '3');
  await watch.accept('web' as TaskName);
});
