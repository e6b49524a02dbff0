import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {expect, onTestFinished, test} from 'vitest';
import type {RunEvent} from '../../src/vocabulary/event.ts';
import {expectNothingLeft, withEngine} from '../support/docker.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const FILE = 'examples/docker-agent-sandbox/bottle.yaml';

/** As many as there are addresses in the pool. */
const LAUNCHES = 16;

/** Two cores bring up 48 containers, and may build four images first. */
const PATIENCE_MS = 600_000;

withEngine('the sandbox of containers', () => {
  test('shows that it is tight, and ends by itself', {timeout: PATIENCE_MS}, async () => {
    const stateDir = await temporaryDirectory();
    const launch = start(stateDir, []);

    expect(await launch.ended).toEqual({code: 0, said: ''});
    expect(linesOf('check', launch)).toEqual([
      'ok: it is not root (node)',
      'ok: its home is its own (a session)',
      'ok: there is no way out (no answer)',
      'ok: but through the bundle, which has the token (hello from outside)',
      'ok: known by the authority of this launch alone (UNABLE_TO_VERIFY_LEAF_SIGNATURE)',
      'ok: not to any other place (HTTP 403)',
      "ok: nor is it let in at the operator's door (403)",
    ]);
    expect(linesOf('audit', launch)).toEqual([
      'passed on: GET https://outside.example/private/index.html',
      'refused: CONNECT elsewhere.example:443',
    ]);
    expect(launch.events.at(-1)).toMatchObject({
      type: 'run-ended',
      reason: 'until',
      failures: 0,
      leftovers: 0,
    });
    await expectNothingLeftOf(launch);
    expect(await leftIn(stateDir)).toEqual([]);
  });

  test('started sixteen times at once, sixteen come up side by side', {timeout: PATIENCE_MS}, async () => {
    const stateDir = await temporaryDirectory();
    const numbers = Array.from({length: LAUNCHES}, (_, at) => at);
    // Each has finished its check, and holds what it has, until its command reads a line.
    const hold = ['--', 'sh', '-c', 'echo holds; read -r line'];
    const launches = numbers.map(() => start(stateDir, hold));

    await Promise.all(launches.map(async ({held}) => await held));
    const addresses = new Set(launches.map(addressOf));
    for (const {release} of launches) release();
    const results = await Promise.all(launches.map(async ({ended}) => await ended));

    expect(results).toEqual(numbers.map(() => ({code: 0, said: 'holds'})));
    expect(addresses.size).toBe(LAUNCHES);
    for (const launch of launches) {
      expect(linesOf('check', launch).filter(line => line.startsWith('ok:'))).toHaveLength(7);
      await expectNothingLeftOf(launch);
    }
    expect(await leftIn(stateDir)).toEqual([]);
  });
});

interface Launch {
  readonly events: readonly RunEvent[];
  /** Settles when the command after `--` has begun, or the run has ended. */
  readonly held: Promise<unknown>;
  readonly ended: Promise<{readonly code: number | null; readonly said: string}>;
  release(): void;
}

/** Starts the example with the built command; `said` is what it printed beside events. */
function start(stateDir: string, words: readonly string[]): Launch {
  const argv = ['dist/cli/bottle.js', 'run', FILE, '--format', 'json', ...words];
  const child = spawn(process.execPath, argv, {cwd: root, env: {...process.env, BOTTLE_STATE_DIR: stateDir}});
  onTestFinished(() => void child.kill());
  const events: RunEvent[] = [];
  const said: string[] = [];
  const ended = once(child, 'close').then(([code]) => ({code: code as number | null, said: said.join('\n')}));
  const begun = new Promise<void>(resolve => {
    for (const stream of [child.stdout, child.stderr])
      createInterface(stream).on('line', line => {
        if (!line.startsWith('{')) return void said.push(line);
        const event = JSON.parse(line) as RunEvent;
        events.push(event);
        if (event.type === 'terminal-taken') resolve();
      });
  });
  return {events, ended, held: Promise.race([begun, ended]), release: () => void child.stdin.end('go\n')};
}

function linesOf(task: string, {events}: Launch): readonly string[] {
  return events.flatMap(event => (event.type === 'task-output' && event.task === task ? [event.line] : []));
}

function addressOf({events}: Launch): string | undefined {
  return events.flatMap(event =>
    event.type === 'task-ready' && event.task === 'address' ? [event.outputs.ip] : [],
  )[0];
}

async function expectNothingLeftOf({events}: Launch): Promise<void> {
  const run = events.flatMap(event => (event.type === 'run-started' ? [event.run] : []))[0];
  await expectNothingLeft(`bottle.run=${run ?? ''}`);
}

/** What runs left in the state directory: runs, and addresses that are held. */
async function leftIn(stateDir: string): Promise<readonly string[]> {
  const folders = [join(stateDir, 'runs'), join(stateDir, 'claims', 'held')];
  return (await Promise.all(folders.map(async folder => await readdir(folder).catch(() => [])))).flat();
}
