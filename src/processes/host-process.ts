import {Semaphore} from 'async-mutex';
import type {ChildProcess, SpawnOptions} from 'node:child_process';
import {once as onceEmitted} from 'node:events';
import {stat} from 'node:fs/promises';
import {availableParallelism, constants} from 'node:os';
import type {Duplex} from 'node:stream';
import type {Exit} from '../vocabulary/failure.ts';
import {GATE_FD, gated, type GatedCommand, type Program} from './gate.ts';
import {bootAndNamespace, identify, type ProcessPlace} from './process-identity.ts';
import {LaunchError} from './launch-error.ts';
import type {PipePool} from './pipe-pool.ts';
import {spawnProblem} from './spawn-problem.ts';
import {openStreams, sharesTerminal, type StandardStreams, type StreamRequest} from './standard-streams.ts';
import {startChild} from './start-child.ts';

/** A host command to launch. */
export interface LaunchRequest extends StreamRequest {
  readonly program: Program;
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether it gets a descriptor for a readiness notification, named in `$BOTTLE_NOTIFY_FD`. */
  readonly notify: boolean;
}

/** A host process. It does nothing before `begin` is called: its pid can be noted first, so that it is never lost. */
export interface HostProcess {
  readonly identity: ProcessPlace;
  /** Whether it leads a process group (and session) of its own, so that what it starts can be ended with it. */
  readonly leadsGroup: boolean;
  /** See {@link GatedCommand}. */
  readonly droppedNames: readonly string[];
  /** Lets the command begin. When bottle dies before that, the command never runs. */
  begin(): void;
  /** Settles when the process has ended and its output has been delivered. */
  readonly ended: Promise<Exit>;
  /** Settles when it wrote a line break to `$BOTTLE_NOTIFY_FD`; never when it does not. */
  readonly notified: Promise<void>;
}

/** Launches host commands; a folder that is not there, or a command that cannot be executed, rejects with {@link LaunchError}. */
export type LaunchProcess = (request: LaunchRequest) => Promise<HostProcess>;

const NOTIFY_FD = 4;

/**
 * Launches commands behind a gate, in a session of their own unless they get the terminal. Node's own spawn, not execa: what
 * execa adds is for commands that are waited for and read, and here all of that is done otherwise.
 */
export function createLauncher(stock: PipePool): LaunchProcess {
  // From its start to its gate, one after the other: if many were started together, each would wait for the starts of all,
  // and so would the first of the longest chain.
  const turns = new Semaphore(availableParallelism());
  return async request => {
    const [, release] = await turns.acquire();
    const endTurn = once(release);
    try {
      const {begin, ...process} = await launch(request, stock);
      void process.ended.then(endTurn);
      return {
        ...process,
        begin() {
          begin();
          endTurn();
        },
      };
    } catch (error) {
      endTurn();
      throw error;
    }
  };
}

function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) act();
    isDone = true;
  };
}

async function launch(request: LaunchRequest, stock: PipePool): Promise<HostProcess> {
  await checkFolder(request.cwd);
  const command = await gated(request.program, request.env);
  const streams = await openStreams(request, stock);
  const leadsGroup = !sharesTerminal(request);
  const child = spawnWith(streams, command, {
    cwd: request.cwd,
    env: request.notify ? {...request.env, BOTTLE_NOTIFY_FD: String(NOTIFY_FD)} : request.env,
    stdio: [...streams.stdio, 'pipe', ...(request.notify ? ['pipe' as const] : [])],
    detached: leadsGroup,
  });
  const ended = exitOf(child, streams);
  const identity = await identityOf(child).catch((error: unknown) => {
    // It is never begun, so it must not wait at its gate for as long as bottle runs.
    child.stdio[GATE_FD]?.destroy();
    throw error;
  });
  const notified = notification(child, request.notify);
  const {droppedNames} = command;
  return {identity, leadsGroup, droppedNames, ended, notified, begin: () => openGate(child)};
}

/** Pipes of a command that cannot be started are closed: one that is left open keeps bottle alive. */
function spawnWith(
  streams: StandardStreams,
  {file, args, argv0}: GatedCommand,
  options: SpawnOptions,
): ChildProcess {
  try {
    return startChild(file, args, {...options, ...(argv0 !== undefined && {argv0})});
  } catch (error) {
    streams.drain();
    const problem = spawnProblem(error);
    throw problem === undefined ? error : new LaunchError(problem);
  } finally {
    streams.closeOwn();
  }
}

async function checkFolder(cwd: string): Promise<void> {
  const found = await stat(cwd).catch(() => undefined);
  if (!found?.isDirectory())
    throw new LaunchError(`the working directory \`${cwd}\` ${found ? 'is not a folder' : 'does not exist'}`);
}

async function identityOf(child: ChildProcess): Promise<ProcessPlace> {
  try {
    if (child.pid === undefined) await onceEmitted(child, 'spawn');
    const identity = await identify(child.pid ?? 0);
    if (identity) return {...identity, ...(await bootAndNamespace())};
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new LaunchError('program not found');
    if (code === 'EACCES') throw new LaunchError('it is not executable');
    throw error;
  }
  throw new LaunchError('the process was killed before it started');
}

function openGate(child: ChildProcess): void {
  const gate = child.stdio[GATE_FD] as Duplex;
  gate.end('go\n');
}

function exitOf(child: ChildProcess, streams: StandardStreams): Promise<Exit> {
  return new Promise(resolve => {
    child.once('error', () => streams.drain());
    child.once('exit', (code, signal) => {
      streams.drain();
      resolve(signal ? {code: 128 + constants.signals[signal], signal} : {code: code ?? 0});
    });
  });
}

function notification(child: ChildProcess, wanted: boolean): Promise<void> {
  return new Promise(resolve => {
    if (!wanted) return;
    const stream = child.stdio[NOTIFY_FD] as Duplex;
    // A daemon it left may keep the other end open; that must not keep bottle alive.
    child.once('exit', () => stream.destroy());
    stream.on('data', (chunk: Buffer) => {
      if (chunk.includes('\n')) resolve();
    });
  });
}
