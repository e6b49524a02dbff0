import type {ChildProcess} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {once} from 'node:events';
import type {Socket} from 'node:net';
import {constants, tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Exit} from '../vocabulary/failure.ts';
import {findProgram} from './find-program.ts';
import {connectForker} from './forker-connection.ts';
import {FORKER_PROGRAM} from './forker-program.ts';
import {startChild} from './start-child.ts';

/** A long-lived process that forks others for bottle; forker-program.ts has its protocol. */
export interface Forker {
  readonly pid: number;
  /** Starts a command that waits at its gate; `undefined` if this forker cannot, for whatever reason. */
  fork(request: ForkRequest): Promise<ForkedChild | undefined>;
  /** Settles when it is gone. */
  readonly gone: Promise<unknown>;
  /** Ends it; what it has started is not affected. */
  close(): Promise<void>;
}

/** A command for a forker. */
export interface ForkRequest {
  readonly file: string;
  /** From the zeroth on. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: 'open' | 'empty';
  /** One pipe for both output streams, or one for each. */
  readonly outputs: 1 | 2;
  readonly notify: boolean;
}

/** A child of a forker, at its gate. */
export interface ForkedChild {
  readonly pid: number;
  /** The paths by which the pipes for its output and its notification are opened, until `go` or `cancel`. */
  readonly pipes: readonly string[];
  go(): void;
  cancel(): void;
  /** `undefined` if the forker is gone, and its exit code with it. */
  readonly ended: Promise<ForkedEnd | undefined>;
}

/** The end of a child of a forker. */
export interface ForkedEnd {
  readonly exit: Exit;
  /** Whether other processes of its group were left then; some may have ended since. */
  readonly leftGroup: boolean;
}

/** The environment of a forker. */
interface BaseEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  readonly names: readonly string[];
  /** Of its names and values, in characters. */
  readonly length: number;
}

/** How long it may take to start: Perl takes 10 ms, on a busy machine a multiple of that. */
const START_MS = 2_000;

/** Inputs of a forker; tests have others. */
export interface ForkerOptions {
  /** Default: that of the system, then that of the PATH. */
  readonly perl?: string;
  /** `named`: its pipes have names even where /proc would do. Default: `any`. */
  readonly pipes?: 'any' | 'named';
}

/** Starts a forker; `undefined` on a machine that cannot have one: then bottle starts commands by itself. */
export async function startForker(
  env: Readonly<Record<string, string | undefined>>,
  {perl, pipes = 'any'}: ForkerOptions = {},
): Promise<Forker | undefined> {
  const program = perl ?? (await findProgram('/usr/bin/perl')) ?? (await findProgram('perl', env.PATH));
  if (program === undefined) return undefined;
  const base = baseEnvironment(env);
  const prefix = join(tmpdir(), `.bottle-${randomUUID()}-`);
  try {
    // In a session of its own: Ctrl-C at the terminal is for bottle, which needs it until the teardown is over.
    const child = startChild(program, ['-e', FORKER_PROGRAM, prefix, pipes], {
      ...{cwd: '/', env: base.variables, detached: true},
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    return await forkerOf(child, base, prefix);
  } catch {
    return undefined;
  }
}

/**
 * Variables that Perl itself obeys are for the commands only, and it warns of locales that are not installed. Were symbols resolved as
 * they are used, each child would do that anew.
 */
function baseEnvironment(env: Readonly<Record<string, string | undefined>>): BaseEnvironment {
  const others = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('PERL'),
  );
  const variables = {...Object.fromEntries(others), PERL_BADLANG: '0', LD_BIND_NOW: '1'};
  return {variables, names: Object.keys(variables), length: lengthOf(Object.entries(variables).flat())};
}

/** Its first answer, and its end if that comes first. */
async function forkerOf(
  child: ChildProcess,
  base: BaseEnvironment,
  prefix: string,
): Promise<Forker | undefined> {
  const control = child.stdio[3] as Socket;
  const children = createChildren(control);
  const gone = once(child, 'close').catch(() => undefined);
  const limit = setTimeout(() => child.kill('SIGKILL'), START_MS);
  const ready = await Promise.race([children.ready, gone.then(() => undefined)]);
  clearTimeout(limit);
  void gone.then(children.lose);
  if (!ready || child.pid === undefined) return undefined;
  const [how, pid] = ready;
  children.pipePrefix = how === 'proc' ? `/proc/${pid}/fd/` : prefix;
  child.unref();
  control.unref();
  return {
    pid: child.pid,
    async fork(request) {
      const strings = startRequest(request, base);
      return strings && (await children.fork(strings));
    },
    gone,
    async close() {
      child.kill('SIGKILL');
      child.ref();
      await gone;
    },
  };
}

/**
 * The strings of a `start` request after its id; `undefined` for what a system may refuse, which a forker cannot report. The
 * environment is sent as its difference from that of the forker.
 */
function startRequest(request: ForkRequest, base: BaseEnvironment): readonly string[] | undefined {
  const {stdin, outputs, notify, cwd, file, argv, env} = request;
  const set: string[] = [];
  // Without an array of names and an iterator: this is done for each command.
  for (const name in env) {
    const value = env[name] ?? '';
    if (base.variables[name] !== value) set.push(name, value);
  }
  const unset = base.names.filter(name => !Object.hasOwn(env, name));
  if (base.length + lengthOf(argv) + lengthOf(set) + lengthOf([cwd]) > MOST) return undefined;
  return [
    ...[stdin, String(outputs), notify ? '1' : '0', cwd, file],
    ...[String(argv.length), ...argv],
    ...[String(unset.length), ...unset],
    ...set,
  ];
}

/** The characters of arguments and variables that every system takes: Linux 128 KiB, whatever the limit of the stack is. */
const MOST = 32_768;

/** Infinite for what no command can get. */
function lengthOf(texts: readonly string[]): number {
  let length = 0;
  for (const text of texts) length += text.includes('\0') ? Infinity : text.length;
  return length;
}

interface Waiting {
  readonly started: (child: ForkedChild | undefined) => void;
  readonly ended: (end: ForkedEnd | undefined) => void;
  readonly end: Promise<ForkedEnd | undefined>;
}

/** The children of a forker, by their ids. */
function createChildren(control: Socket) {
  const waiting = new Map<string, Waiting>();
  let lastId = 0;
  let isLost = false;
  let setReady: (words: readonly string[]) => void;
  const ready = new Promise<readonly string[]>(resolve => (setReady = resolve));
  const connection = connectForker(control, ([what, ...words]) => {
    if (what === 'ready') setReady(words);
    const [id = '', ...rest] = words;
    if (what === 'started') waiting.get(id)?.started(childOf(id, rest));
    if (what === 'refused') forget(id, undefined);
    if (what === 'ended') forget(id, {exit: exitOf(Number(rest[0])), leftGroup: rest[1] === 'left'});
  });
  const children = {
    ready,
    pipePrefix: '',
    async fork(request: readonly string[]): Promise<ForkedChild | undefined> {
      if (isLost) return undefined;
      const id = String(++lastId);
      return await new Promise(started => {
        let ended: Waiting['ended'] = () => undefined;
        const end = new Promise<ForkedEnd | undefined>(resolve => (ended = resolve));
        waiting.set(id, {started, ended, end});
        // It keeps bottle from ending as long as something that it started runs.
        control.ref();
        send(['start', id, ...request]);
      });
    },
    lose(): void {
      isLost = true;
      for (const id of [...waiting.keys()]) forget(id, undefined);
    },
  };
  return children;

  function childOf(id: string, [pid, ...pipes]: readonly string[]): ForkedChild {
    return {
      pid: Number(pid),
      pipes: pipes.map(number => `${children.pipePrefix}${number}`),
      go: () => send(['go', id]),
      cancel: () => send(['cancel', id]),
      ended: waiting.get(id)?.end ?? Promise.resolve(undefined),
    };
  }

  function send(request: readonly string[]): void {
    connection.send(request, waiting.size === 1);
  }

  function forget(id: string, end: ForkedEnd | undefined): void {
    const known = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) control.unref();
    // Without effect if it was started.
    known?.started(undefined);
    known?.ended(end);
  }
}

/** From the status of waitpid(2). */
function exitOf(status: number): Exit {
  const number = status & 127;
  if (number === 0) return {code: status >> 8};
  const signal = (signals ??= new Map(
    Object.entries(constants.signals).map(([name, each]) => [each, name]),
  )).get(number);
  return {code: 128 + number, ...(signal !== undefined && {signal})};
}

/** The names of the signals by their numbers. */
let signals: ReadonlyMap<number, string> | undefined;
