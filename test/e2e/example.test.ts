import {spawn} from 'node:child_process';
import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {expect, inject, onTestFinished, test} from 'vitest';
import type {RunEvent} from '../../src/vocabulary/event.ts';
import {runsLeft} from '../support/runs-left.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const launches = [1, 2, 3, 4, 5];

test('the example prints the expected output and ends on its own', async () => {
  const stateDir = await temporaryDirectory();

  const {code, events, errors} = await launch(stateDir, ['--var', `note=it's "$(false)"`]).ended;

  expect({code, errors}).toEqual({code: 0, errors: ''});
  const address = addressOf(events);
  expect(linesOf('agent', events)).toEqual([
    `the gateway is https://${address}:7443`,
    'ok: rejects the gateway without our CA (UNABLE_TO_VERIFY_LEAF_SIGNATURE)',
    'ok: cannot use the store without the token (401)',
    'ok: writes a note through the gateway (201)',
    `ok: reads the note back (200 ${JSON.stringify([`it's "$(false)"`])})`,
  ]);
  expect(linesOf('store', events)).toEqual([`listening on http://${address}:7070`, 'closing with 1 note']);
  expect(probesPassed(events)).toEqual([
    'a line break on $BOTTLE_NOTIFY_FD',
    String.raw`a log line matching /listening on (?<url>http://\S+)/`,
    `http https://${address}:7443/health`,
  ]);
  expect(events.at(-1)).toMatchObject({type: 'run-ended', reason: 'until', failures: 0, leftovers: 0});
  expect(await leftIn(stateDir)).toEqual([]);
});

test('five parallel runs of the example succeed', async () => {
  const stateDir = await temporaryDirectory();

  const results = await Promise.all(launches.map(async () => await launch(stateDir, []).ended));

  expect(results.map(({code, errors}) => ({code, errors}))).toEqual(
    launches.map(() => ({code: 0, errors: ''})),
  );
  expect(results.map(({events}) => linesOf('agent', events).filter(line => line.startsWith('ok:')))).toEqual(
    launches.map(() => Array.from({length: 4}, () => expect.any(String) as string)),
  );
  expect(await leftIn(stateDir)).toEqual([]);
});

// Keeps the five runs alive. If they ended on their own, a later one could lease the address of an earlier one.
test('five concurrent runs have different addresses', async () => {
  const stateDir = await temporaryDirectory();
  const running = launches.map(() => launch(stateDir, ['gateway']));

  const addresses = await Promise.all(running.map(async ({ready}) => addressOf(await ready)));
  for (const {end} of running) end();
  const results = await Promise.all(running.map(async ({ended}) => await ended));

  expect(new Set(addresses).size).toBe(launches.length);
  expect(results.map(({code, errors}) => ({code, errors}))).toEqual(
    launches.map(() => ({code: 143, errors: ''})),
  );
  expect(await leftIn(stateDir)).toEqual([]);
});

interface Result {
  readonly code: number | null;
  readonly events: readonly RunEvent[];
  readonly errors: string;
}

/**
 * Starts the example with the built command. `ready` resolves with the events so far, even if the run ended before it
 * was ready.
 */
function launch(stateDir: string, args: readonly string[]) {
  const argv = [
    join(inject('built'), 'cli/bottle.js'),
    'run',
    'bottle.yaml.example',
    '--format',
    'json',
    ...args,
  ];
  const child = spawn(process.execPath, argv, {cwd: root, env: {...process.env, BOTTLE_STATE_DIR: stateDir}});
  onTestFinished(() => void child.kill());
  const events: RunEvent[] = [];
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = new Promise<Result>(resolve => child.once('close', code => resolve({code, events, errors})));
  const ready = new Promise<readonly RunEvent[]>(resolve => {
    createInterface(child.stdout).on('line', line => {
      const event = JSON.parse(line) as RunEvent;
      events.push(event);
      if (event.type === 'run-ready' || event.type === 'run-ended') resolve(events);
    });
  });
  return {ready, ended, end: () => void child.kill('SIGTERM')};
}

function addressOf(events: readonly RunEvent[]): string | undefined {
  return events.flatMap(event =>
    event.type === 'task-ready' && event.task === 'address' ? [event.outputs.ip] : [],
  )[0];
}

function linesOf(task: string, events: readonly RunEvent[]): readonly string[] {
  return events.flatMap(event => (event.type === 'task-output' && event.task === task ? [event.line] : []));
}

function probesPassed(events: readonly RunEvent[]): readonly string[] {
  return events.flatMap(event => (event.type === 'probe-passed' ? [event.probe] : [])).sort();
}

/** Leftovers of runs in the state directory: runs and held addresses. */
async function leftIn(stateDir: string): Promise<readonly string[]> {
  const held = await readdir(join(stateDir, 'claims', 'held')).catch(() => []);
  return [...(await runsLeft(stateDir)), ...held];
}
