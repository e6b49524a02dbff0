import type {ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import type {Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {randomName} from '../vocabulary/random-name.ts';
import {findProgram} from './find-program.ts';
import type {ForkedChild} from './forked-child.ts';
import {createForkedChildren} from './forked-children.ts';
import {baseEnvironment, startRequest, type BaseEnvironment, type ForkRequest} from './fork-request.ts';
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

/** Waits for the first answer of the forker, or for its exit if that comes first. */
async function forkerOf(
  child: ChildProcess,
  base: BaseEnvironment,
  prefix: string,
): Promise<Forker | undefined> {
  const control = child.stdio[3] as Socket;
  const children = createForkedChildren(control, prefix);
  const gone = once(child, 'close').catch(() => undefined);
  const limit = setTimeout(() => child.kill('SIGKILL'), START_MS);
  const ready = await Promise.race([children.ready, gone.then(() => undefined)]);
  clearTimeout(limit);
  void gone.then(children.lose);
  if (!ready || child.pid === undefined) return undefined;
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
