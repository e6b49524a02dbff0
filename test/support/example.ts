import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {inject, onTestFinished} from 'vitest';
import type {RunEvent} from '../../src/vocabulary/event.ts';
import {expectNothingLeft} from './docker.ts';
import {runsLeft} from './runs-left.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A launch of an example. */
export interface ExampleLaunch {
  readonly events: readonly RunEvent[];
  /** Resolves when a command has the terminal, or the run has ended. */
  readonly held: Promise<unknown>;
  /** `said` is its output except events. */
  readonly ended: Promise<{readonly code: number | null; readonly said: string}>;
  /** Sends a line to the command on the terminal, which waits for it. */
  release(): void;
}

export interface ExampleOptions {
  /** Path of the launch file, relative to the repository. */
  readonly file: string;
  readonly stateDir: string;
  /** Additional arguments. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts an example with the built command. */
export function startExample({file, stateDir, args = [], env}: ExampleOptions): ExampleLaunch {
  const argv = [join(inject('built'), 'cli/bottle.js'), 'run', file, '--format', 'json', ...args];
  const child = spawn(process.execPath, argv, {
    cwd: root,
    env: {...process.env, ...env, BOTTLE_STATE_DIR: stateDir},
  });
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

/** The output lines of a task. */
export function linesOf(task: string, {events}: ExampleLaunch): readonly string[] {
  return events.flatMap(event => (event.type === 'task-output' && event.task === task ? [event.line] : []));
}

/** The outputs of a task. */
export function outputsOf(task: string, {events}: ExampleLaunch): Readonly<Record<string, string>> {
  const given = events.find(event => 'outputs' in event && event.task === task);
  return given && 'outputs' in given ? given.outputs : {};
}

/** Fails if anything of a launch is left on the engine. */
export async function expectNothingLeftOf({events}: ExampleLaunch): Promise<void> {
  const run = events.flatMap(event => (event.type === 'run-started' ? [event.run] : []))[0];
  await expectNothingLeft(`bottle.run=${run ?? ''}`);
}

/** Leftovers of runs in the state directory: runs and held addresses. */
export async function leftIn(stateDir: string): Promise<readonly string[]> {
  const held = await readdir(join(stateDir, 'claims', 'held')).catch(() => []);
  return [...(await runsLeft(stateDir)), ...held];
}
