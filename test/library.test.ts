import {execFileSync, spawn} from 'node:child_process';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {checkFile, loadFile, run, select, type RunEvent} from '../src/index.ts';
import {temporaryDirectory} from './support/temporary-directory.ts';

test('the library loads, selects and runs a file, with events and a signal', async () => {
  const dir = await temporaryDirectory();
  const path = join(dir, 'bottle.yaml');
  await writeFile(path, 'tasks: {up: {serve: "echo ready; exec sleep 1000", ready: {log: ready}}}');

  const loaded = await loadFile(path);
  if ('diagnostics' in loaded) throw new Error('the file is good');
  const selected = select(loaded.launch, {});
  if ('diagnostics' in selected) throw new Error('all tasks can be selected');
  const stop = new AbortController();
  const events: RunEvent[] = [];
  const result = await run({
    launch: loaded.launch,
    selection: selected.selection,
    env: {PATH: process.env.PATH},
    stateDir: join(dir, 'state'),
    signal: stop.signal,
    onEvent(event) {
      events.push(event);
      if (event.type === 'run-ready') stop.abort('enough');
    },
  });

  expect(result).toEqual({
    reason: {why: 'interrupted', signal: 'enough'},
    failures: [],
    cancelled: [],
    cancelledDependents: [],
    exits: {},
    leftovers: [],
  });
  expect(events.map(({type}) => type)).toContain('task-stopped');
});

test('an invalid file returns diagnostics', async () => {
  const path = join(await temporaryDirectory(), 'bottle.yaml');
  await writeFile(path, 'tasks: {a: {needs: [b], run: x}}');
  expect(await loadFile(path)).toMatchObject({diagnostics: [{message: 'task `a` needs unknown task `b`'}]});
});

test('a valid file can have warnings', async () => {
  const path = join(await temporaryDirectory(), 'bottle.yaml');
  await writeFile(path, 'tasks: {a: {run: sleep 1 && x}}');
  const {launch, diagnostics} = await checkFile(path);
  expect(launch?.path).toBe(path);
  expect(diagnostics).toMatchObject([{severity: 'warning', rule: 'sleep-as-wait'}]);
});

test.each(['/dev/zero', 'yes |'])('an endless file is rejected as too large: %s', async source => {
  const pipe = source === 'yes |' ? await endlessPipe() : source;
  expect(await loadFile(pipe)).toMatchObject({
    diagnostics: [
      {
        rule: 'too-large',
        message: 'the file is larger than 1 MB; split it, or move long scripts to separate files',
      },
    ],
  });
});

/** A named pipe that is written to until its reader closes it. */
async function endlessPipe(): Promise<string> {
  const path = join(await temporaryDirectory(), 'bottle.yaml');
  execFileSync('sh', ['-c', 'mkfifo "$0"', path]);
  const writer = spawn('sh', ['-c', 'exec yes > "$0"', path], {stdio: 'ignore'});
  onTestFinished(() => void writer.kill());
  return path;
}
