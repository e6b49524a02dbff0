import {spawn} from 'node:child_process';
import {once} from 'node:events';
import type {RunEvent} from '../../src/vocabulary/event.ts';
import {lineSplitter} from '../../src/output/line-splitter.ts';
import {within} from './within.ts';

/** A started `bottle` command. */
export interface Launch {
  readonly pid: number;
  /** The events so far, with `--format json`. */
  readonly events: readonly RunEvent[];
  /** The first matching event, as soon as it is emitted. Rejects if bottle ends without it, or after 60 s. */
  event(fits: (event: RunEvent) => boolean): Promise<RunEvent>;
  /** The first event of this type, and of this task if given. */
  event<Type extends RunEvent['type']>(type: Type, task?: string): Promise<Extract<RunEvent, {type: Type}>>;
  /** Waits until the combined output of stdout and stderr contains this text. Returns the whole output. */
  printed(text: string | RegExp): Promise<string>;
  /** Resolves when the command has ended. Rejects after 60 s. */
  ended(): Promise<Ended>;
  signal(name: NodeJS.Signals): void;
  /** Writes to stdin. */
  type(text: string): void;
  /** Stops reading its output, like `| head`. */
  hangUp(): void;
}

/** The result of a launch. */
export interface Ended {
  /** `null` if a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface LaunchOptions {
  readonly cwd?: string;
  /** Added to the rig's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a command, and parses the events on its stdout if there are any. */
export function startLaunch(
  [program = '', ...args]: readonly string[],
  {cwd, env}: LaunchOptions & {readonly env: Readonly<Record<string, string | undefined>>},
): Launch {
  const child = spawn(program, args, {cwd, env, stdio: 'pipe'});
  const exited = once(child, 'close') as Promise<[number | null]>;
  const events: RunEvent[] = [];
  const said = {stdout: '', stderr: '', all: ''};
  const changed = new EventTarget();
  let isOver = false;
  const notify = (): void => void changed.dispatchEvent(new Event('change'));

  const lines = lineSplitter();
  child.stdout.on('data', (chunk: Buffer) => events.push(...lines.push(chunk).flatMap(parsed)));
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk: Buffer) => {
      said[stream] += chunk.toString('utf8');
      said.all += chunk.toString('utf8');
      notify();
    });
  }
  // Ignores the error of writing to a bottle that has ended.
  child.stdin.on('error', () => undefined);
  void exited.then(() => {
    isOver = true;
    notify();
  });

  /** Checks again after each new output. */
  function until<T>(what: string, look: () => T | undefined): Promise<T> {
    return within(
      () => `${what}; it has printed:\n${said.all}`,
      new Promise<T>((resolve, reject) => {
        const check = (): void => {
          const found = look();
          if (found === undefined && !isOver) return;
          changed.removeEventListener('change', check);
          if (found === undefined) reject(new Error(`it ended without ${what}; it printed:\n${said.all}`));
          else resolve(found);
        };
        changed.addEventListener('change', check);
        check();
      }),
    );
  }

  const event = (
    what: RunEvent['type'] | ((event: RunEvent) => boolean),
    task?: string,
  ): Promise<RunEvent> => {
    const fits =
      typeof what === 'function'
        ? what
        : (event: RunEvent) =>
            event.type === what && (task === undefined || ('task' in event && event.task === task));
    return until(`an event ${String(what)} ${task ?? ''}`, () => events.find(fits));
  };

  return {
    pid: child.pid ?? 0,
    events,
    event: event,
    printed: async text =>
      await until(`\`${String(text)}\` in its output`, () =>
        (typeof text === 'string' ? said.all.includes(text) : text.test(said.all)) ? said.all : undefined,
      ),
    async ended() {
      const [code] = await within(() => `its end; it has printed:\n${said.all}`, exited);
      return {code, stdout: said.stdout, stderr: said.stderr};
    },
    signal: name => void child.kill(name),
    type: text => void child.stdin.write(text),
    hangUp() {
      child.stdout.destroy();
      child.stderr.destroy();
    },
  };
}

function parsed(line: string): RunEvent[] {
  try {
    return [JSON.parse(line) as RunEvent];
  } catch {
    return [];
  }
}
