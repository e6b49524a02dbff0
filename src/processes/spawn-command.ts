import type {ChildProcess, SpawnOptions} from 'node:child_process';
import {once} from 'node:events';
import {statSync, type Stats} from 'node:fs';
import {constants} from 'node:os';
import type {Duplex} from 'node:stream';
import {codeOf} from '../vocabulary/caught-error.ts';
import type {Exit} from '../vocabulary/failure.ts';
import {GATE_FD, gated} from './gate.ts';
import type {GatedChild} from './gated-child.ts';
import type {LaunchRequest} from './launch-request.ts';
import {LaunchError} from './launch-error.ts';
import type {PipePool} from './pipe-pool.ts';
import {bootAndNamespace, identify, type ProcessPlace} from './process-identity.ts';
import {groupIsAlive} from './process-group.ts';
import {notification, NOTIFY_FD, notifyingEnvironment} from './readiness-notification.ts';
import type {CommandLine} from './shell-command.ts';
import {spawnProblem} from './spawn-problem.ts';
import {sharesTerminal, openStreams, type StandardStreams} from './standard-streams.ts';
import {startChild} from './start-child.ts';
import {enterCgroup} from './task-cgroup.ts';

/**
 * Starts a command with Node's `spawn`. It needs none of execa's features for waiting and reading output.
 * @throws LaunchError
 */
export async function spawnCommand(request: LaunchRequest, pool: PipePool): Promise<GatedChild> {
  checkFolder(request.cwd);
  const command = await gated(request.program, request);
  const streams = await openStreams(request, pool);
  const child = spawnWith(streams, command, {
    cwd: request.cwd,
    env: notifyingEnvironment(request),
    stdio: [...streams.stdio, 'pipe', ...(request.notify ? ['pipe' as const] : [])],
    detached: !sharesTerminal(request),
  });
  const ended = exitOf(child, streams);
  const identity = await identityOf(child).catch((error: unknown) => {
    closeGate(child);
    throw error;
  });
  const notified = notification(child.stdio[NOTIFY_FD] as Duplex | undefined, ended);
  const {droppedNames} = command;
  // Not the whole request in the closure below, which lives as long as the command, since it includes the environment.
  const {cgroupPrefix} = request;
  return {
    identity,
    parent: process.pid,
    droppedNames,
    ended,
    leftGroup: async () => await groupIsAlive(identity),
    notified,
    begin() {
      if (cgroupPrefix !== undefined) enterCgroup(`${cgroupPrefix}${identity.pid}`, identity.pid);
      openGate(child);
    },
    abandon: () => closeGate(child),
  };
}

/** Spawns the child. If that fails, closes the pipes, because an open pipe keeps bottle alive. */
function spawnWith(
  streams: StandardStreams,
  {file, args, argv0}: CommandLine,
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

async function identityOf(child: ChildProcess): Promise<ProcessPlace> {
  try {
    if (child.pid === undefined) await once(child, 'spawn');
    const identity = await identify(child.pid ?? 0);
    if (identity) return {...identity, ...(await bootAndNamespace())};
  } catch (error) {
    const code = codeOf(error);
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

/** Ends a command that will not be started. Otherwise it would wait at its gate until bottle exits. */
function closeGate(child: ChildProcess): void {
  child.stdio[GATE_FD]?.destroy();
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

function checkFolder(cwd: string): void {
  const found = statsOf(cwd);
  if (!found?.isDirectory())
    throw new LaunchError(`the working directory \`${cwd}\` ${found ? 'is not a folder' : 'does not exist'}`);
}

/** Synchronous, because it takes microseconds. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
