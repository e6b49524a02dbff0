import type {ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import type {Socket} from 'node:net';
import {constants, tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Exit} from '../vocabulary/failure.ts';
import {randomName} from '../vocabulary/random-name.ts';
import {findProgram} from './find-program.ts';
import {connectForker, type FramePart} from './forker-connection.ts';
import {FORKER_PROGRAM} from './forker-program.ts';
import {startChild} from './start-child.ts';

/** A long-lived process that forks commands for bottle. For its protocol, see forker-program.ts. */
export interface Forker {
  readonly pid: number;
  /** Starts a command that waits at its gate; `undefined` if this forker cannot start it. */
  fork(request: ForkRequest): Promise<ForkedChild | undefined>;
  /** Settles when the forker has exited. */
  readonly gone: Promise<unknown>;
  /** Ends the forker. Processes that it has started are not affected. */
  close(): Promise<void>;
}

/** A command for a forker. */
export interface ForkRequest {
  readonly file: string;
  /** Includes the zeroth argument. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: 'open' | 'empty';
  /** The number of output pipes: one for both streams, or one for each. */
  readonly outputs: number;
  readonly notify: boolean;
  /** The path of the cgroup that it enters when its gate opens, up to its pid; '' for none. */
  readonly cgroupPrefix: string;
}

/** A child of a forker, at its gate. */
export interface ForkedChild {
  readonly pid: number;
  /** The path of the pipe that opens its gate; `undefined` if the pipe has no path. Valid as long as `pipes`. */
  readonly gatePath: string | undefined;
  /** The paths of the pipes for output and notification, valid until `go` or `cancel` is called, or the child has ended. */
  readonly pipes: readonly string[];
  go(): void;
  cancel(): void;
  /** `undefined` if the forker was killed, so the exit code is unknown. */
  readonly ended: Promise<ForkedEnd | undefined>;
}

/** The end of a child of a forker. */
export interface ForkedEnd {
  readonly exit: Exit;
  /** Whether other processes of its group were left at that time. Some may have ended since. */
  readonly leftGroup: boolean;
}

/** The part of a forker's environment that its commands inherit. */
interface BaseEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  readonly names: readonly string[];
  /** The total length of names and values, in characters. */
  readonly length: number;
}

/** The deadline for the start. Perl takes 10 ms, and several times as long on a busy machine. */
const START_MS = 2_000;

/** Options of a forker. */
export interface ForkerOptions {
  /** Variables that the forker has in its environment, but its commands do not. */
  readonly mark?: Readonly<Record<string, string>>;
  /** For tests. Default: `/usr/bin/perl`, or else the one on the PATH. */
  readonly perl?: string;
  /** For tests. `named`: uses named pipes even if /proc is available. Default: `any`. */
  readonly pipes?: 'any' | 'named';
}

/** Starts a forker; `undefined` if this machine cannot run one. bottle then starts commands directly. */
export async function startForker(
  env: Readonly<Record<string, string | undefined>>,
  {mark, perl, pipes = 'any'}: ForkerOptions = {},
): Promise<Forker | undefined> {
  const program = perl ?? findProgram('/usr/bin/perl') ?? findProgram('perl', env.PATH);
  if (program === undefined) return undefined;
  const own = {...FOR_PERL, ...mark};
  const base = baseEnvironment(env, own);
  const prefix = join(tmpdir(), `.bottle-${randomName()}-`);
  try {
    // In its own session, so Ctrl-C does not reach it. bottle needs the forker until the teardown is over.
    const child = startChild(program, ['-e', FORKER_PROGRAM, prefix, pipes, ...Object.keys(own)], {
      ...{cwd: '/', env: {...base.variables, ...own}, detached: true},
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    return await forkerOf(child, base, prefix);
  } catch {
    return undefined;
  }
}

/**
 * LD_BIND_NOW resolves all symbols at the start, or else each child would resolve them again. In the C locale, Perl maps 13
 * fewer files, so a fork has fewer mappings to copy.
 */
const FOR_PERL = {LD_BIND_NOW: '1', LC_ALL: 'C'};

/** Drops the variables that Perl reads and the forker's own, which are meant for commands only. */
function baseEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  own: Readonly<Record<string, string>>,
): BaseEnvironment {
  // Without a prototype, because a variable may be called `constructor`.
  const variables = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(env))
    if (value !== undefined && !name.startsWith('PERL') && !Object.hasOwn(own, name)) variables[name] = value;
  return {variables, names: Object.keys(variables), length: lengthOf(Object.entries(variables).flat())};
}

/** Waits for the first answer of the forker, or for its exit if that comes first. */
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
  children.canOpenGates = how === 'proc';
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
 * The strings of a `start` request after its id; `undefined` for a command that the system may refuse, since a forker cannot report
 * that. Only the differences from the forker's own environment are sent.
 */
function startRequest(request: ForkRequest, base: BaseEnvironment): readonly FramePart[] | undefined {
  const {stdin, outputs, notify, cgroupPrefix, cwd, file, argv, env} = request;
  const [names, values]: [string[], string[]] = [[], []];
  let inBase = 0;
  // `for … in` needs no array and no iterator. This code runs for each command.
  for (const name in env) {
    const value = env[name] ?? '';
    const other = base.variables[name];
    if (other !== undefined) inBase++;
    if (other === value) continue;
    names.push(name);
    values.push(value);
  }
  const unset = inBase === base.names.length ? [] : base.names.filter(name => !Object.hasOwn(env, name));
  if (base.length + lengthOf(argv) + lengthOf(names) + lengthOf(values) + lengthOf([cwd]) > MOST)
    return undefined;
  return [stdin, String(outputs), notify ? '1' : '0', cgroupPrefix, cwd, file, argv, unset, names, values];
}

/**
 * The number of characters in arguments and variables that every system accepts. Linux accepts at least 128 KiB, independent of the
 * stack limit.
 */
const MOST = 32_768;

/** Infinite if a string contains a NUL, which cannot be passed to a command. */
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

/** The children of a forker, by id. */
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
    canOpenGates: false,
    async fork(request: readonly FramePart[]): Promise<ForkedChild | undefined> {
      if (isLost) return undefined;
      const id = String(++lastId);
      return await new Promise(started => {
        let ended: Waiting['ended'] = () => undefined;
        const end = new Promise<ForkedEnd | undefined>(resolve => (ended = resolve));
        waiting.set(id, {started, ended, end});
        // Keeps bottle alive while a process started by the forker runs.
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

  function childOf(id: string, [pid, gate, ...pipes]: readonly string[]): ForkedChild {
    return {
      pid: Number(pid),
      gatePath: children.canOpenGates ? `${children.pipePrefix}${gate}` : undefined,
      pipes: pipes.map(number => `${children.pipePrefix}${number}`),
      go: () => send(['go', id]),
      cancel: () => send(['cancel', id]),
      ended: waiting.get(id)?.end ?? Promise.resolve(undefined),
    };
  }

  function send(request: readonly FramePart[]): void {
    connection.send(request, waiting.size === 1);
  }

  function forget(id: string, end: ForkedEnd | undefined): void {
    const known = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) control.unref();
    // Has no effect if the command was started.
    known?.started(undefined);
    known?.ended(end);
  }
}

/** Decodes a status from waitpid(2). */
function exitOf(status: number): Exit {
  const number = status & 127;
  if (number === 0) return {code: status >> 8};
  const signal = (signals ??= new Map(
    Object.entries(constants.signals).map(([name, each]) => [each, name]),
  )).get(number);
  return {code: 128 + number, ...(signal !== undefined && {signal})};
}

/** Signal names by number. */
let signals: ReadonlyMap<number, string> | undefined;
