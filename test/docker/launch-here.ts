import {mkdtemp, realpath, rm, writeFile} from 'node:fs/promises';
import {homedir, tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import {load} from '../../src/config/load.ts';
import {localDisk} from '../../src/lint/disk.ts';
import {run} from '../../src/runner/run.ts';
import {type RunResult} from '../../src/runner/run-options.ts';
import {select} from '../../src/plan/select.ts';
import {kinds} from '../../src/tasks/registry.ts';
import type {RunEvent} from '../../src/vocabulary/event.ts';
import {expectNothingLeft} from '../support/docker.ts';
import {within} from '../support/within.ts';

/** A run in this process, on the real engine. */
export interface HereLaunch {
  readonly events: readonly RunEvent[];
  /** The first event of this type, and of this task if given. Resolves as soon as the event is emitted; rejects after 30 s. */
  event<Type extends RunEvent['type']>(type: Type, task?: string): Promise<Extract<RunEvent, {type: Type}>>;
  /** Waits for an output line of a task that matches. */
  line(task: string, fits: RegExp): Promise<string>;
  /** The output lines of a task so far. */
  lines(task: string): readonly string[];
  stop(): void;
  force(): void;
  readonly ended: Promise<RunResult>;
}

export interface LaunchFolder {
  readonly dir: string;
  readonly file: string;
  write(name: string, text: string): Promise<void>;
  /** Runs a launch file given as YAML or as data. */
  launch(text: string | object): Promise<HereLaunch>;
}

/**
 * A folder for launch files, and a state directory. Checks after the test that no launch left anything.
 *
 * @param env the environment of the launches. Default: that of this process.
 */
export async function launchFolder(env: NodeJS.ProcessEnv = process.env): Promise<LaunchFolder> {
  const home = await mkdtemp(join(await realpath(tmpdir()), 'bottle-docker-'));
  const file = join(home, 'bottle.yaml');
  const running: HereLaunch[] = [];
  onTestFinished(async () => {
    for (const {stop, force} of running) {
      stop();
      force();
    }
    await Promise.allSettled(running.map(({ended}) => ended));
    await rm(home, {recursive: true, force: true});
    await expectNothingLeft(`bottle.file=${file}`);
  });
  return {
    dir: home,
    file,
    write: async (name, text) => await writeFile(join(home, name), text),
    async launch(source) {
      const text = typeof source === 'string' ? source : JSON.stringify(source);
      await writeFile(file, text);
      const launch = start({file, text, stateDir: join(home, 'state'), env});
      running.push(launch);
      return launch;
    },
  };
}

interface Start {
  readonly file: string;
  readonly text: string;
  readonly stateDir: string;
  readonly env: NodeJS.ProcessEnv;
}

function start({file, text, stateDir, env}: Start): HereLaunch {
  const loaded = load(file, text, {
    vars: {},
    env,
    kinds,
    readText: localDisk.read,
  });
  if ('diagnostics' in loaded) throw new Error(loaded.diagnostics.map(({message}) => message).join('\n'));
  const selected = select(loaded.launch, {tasks: []});
  if ('diagnostics' in selected) throw new Error('the tasks cannot be selected');
  const events: RunEvent[] = [];
  const changed = new EventTarget();
  const [stop, force] = [new AbortController(), new AbortController()];
  const ended = run({
    ...{
      launch: loaded.launch,
      selection: selected.selection,
      env: {...env, HOME: homedir()},
      stateDir,
    },
    ...{signal: stop.signal, force: force.signal},
    onEvent: event => {
      events.push(event);
      changed.dispatchEvent(new Event('change'));
    },
  });
  const until = async <T>(what: string, look: () => T | undefined): Promise<T> => {
    const over = new AbortController();
    const found = new Promise<T>((resolve, reject) => {
      const check = (): void => {
        const it = look();
        if (it !== undefined) resolve(it);
      };
      changed.addEventListener('change', check, {signal: over.signal});
      void ended.finally(() => {
        check();
        reject(new Error(`it ended without ${what}: ${JSON.stringify(events, undefined, 1)}`));
      });
      check();
    });
    return await within(
      () => `${what}; it reported ${JSON.stringify(events.slice(-20), undefined, 1)}`,
      found,
    ).finally(() => over.abort());
  };
  const lines = (task: string): string[] =>
    events.flatMap(event => (event.type === 'task-output' && event.task === task ? [event.line] : []));
  return {
    events,
    ended,
    lines,
    stop: () => stop.abort('SIGTERM'),
    force: () => force.abort('SIGTERM'),
    event: async (type, task) =>
      (await until(`${type} ${task ?? ''}`, () =>
        events.find(
          event => event.type === type && (task === undefined || ('task' in event && event.task === task)),
        ),
      )) as never,
    line: async (task, fits) =>
      await until(`a line of ${task} like ${String(fits)}`, () => lines(task).find(line => fits.test(line))),
  };
}
