import {setTimeout as sleep} from 'node:timers/promises';
import type {Exit} from '../vocabulary/failure.ts';
import {isOutOfDescriptors} from './expected-error.ts';
import {ownGate, type ForkedGate} from './forked-gate.ts';
import type {ForkedChild} from './forked-child.ts';
import type {Forker} from './forker.ts';
import type {GatedChild} from './gated-child.ts';
import {forkableCommand} from './forkable-command.ts';
import {readPipe} from './guarded-streams.ts';
import type {LaunchRequest} from './launch-request.ts';
import {openAll, READERS} from './open-pipes.ts';
import {readOutput, readOutputLater, type OutputReader} from './output-pipe.ts';
import {groupIsAlive} from './process-group.ts';
import {bootAndNamespace, identify, mayBeAlive, type ProcessIdentity} from './process-identity.ts';
import {notification, notifyingEnvironment} from './readiness-notification.ts';
import {outputsOf, usesOwnStreams} from './standard-streams.ts';

/** A command that a forker may start. A forker has no access to bottle's own streams. */
export type ForkableRequest = LaunchRequest & {
  readonly streams: 'separate' | 'merged';
  readonly stdin: 'open' | 'empty';
};

export function isForkable(request: LaunchRequest): request is ForkableRequest {
  return !usesOwnStreams(request);
}

/**
 * Starts a command through a forker; `undefined` if bottle must start it directly.
 *
 * @param isEarly whether it will wait at its gate: bottle then opens the gate itself, which saves two context switches
 */
export async function forkCommand(
  request: ForkableRequest,
  forker: Forker,
  isEarly: boolean,
): Promise<GatedChild | undefined> {
  const {cwd, notify, streams, stdin, cgroupPrefix = '', onOutput} = request;
  const command = await forkableCommand(request.program, request);
  if (!command) return undefined;
  const {file, argv, droppedNames} = command;
  const env = notifyingEnvironment(request);
  const names = outputsOf(request);
  const child = await forker.fork({file, argv, cwd, env, stdin, outputs: names.length, notify, cgroupPrefix});
  if (!child) return undefined;
  let gate: ForkedGate = {open: child.go, close: child.cancel};
  let pipes: readonly number[] | undefined;
  let identity: ProcessIdentity | undefined;
  try {
    pipes = openReaders(child);
    if (pipes && isEarly) gate = ownGate(child);
    // After all pipes are open, because another child may get their numbers once this one has ended.
    identity = pipes && (await identify(child.pid));
  } finally {
    if (!identity) {
      gate.close();
      pipes?.forEach(READERS.close);
    }
  }
  if (!pipes || !identity) return undefined;
  // Services have merged streams. Their output is read immediately, because a probe may be waiting for it.
  const read = streams === 'merged' ? readOutput : readOutputLater;
  const readers = names.map((name, at) => read(pipes[at] as number, chunk => onOutput(name, chunk)));
  const ended = endOf(child, {identity, readers, forker});
  const notifyPipe = pipes[names.length];
  return {
    identity: {...identity, ...(await bootAndNamespace())},
    parent: forker.pid,
    droppedNames,
    begin: gate.open,
    abandon: gate.close,
    ended,
    leftGroup: async () => (await child.ended)?.leftGroup !== false && (await groupIsAlive(identity)),
    notified: notification(notifyPipe === undefined ? undefined : readPipe(notifyPipe), ended),
  };
}

/**
 * Opens the read ends of the child's pipes; `undefined` if the child or the forker has ended.
 * @throws EMFILE if there are too few descriptors
 */
function openReaders({pipes}: ForkedChild): readonly number[] | undefined {
  try {
    return openAll(pipes, READERS);
  } catch (error) {
    if (isOutOfDescriptors(error)) throw error;
    return undefined;
  }
}

interface Started {
  readonly identity: ProcessIdentity;
  readonly readers: readonly OutputReader[];
  readonly forker: Forker;
}

async function endOf(child: ForkedChild, {identity, readers, forker}: Started): Promise<Exit> {
  const end = await child.ended;
  if (!end) await untilGone(identity);
  for (const reader of readers) reader.drain();
  return (
    end?.exit ?? {
      because: `its parent process (pid ${forker.pid}) was killed, so its exit code is unknown`,
    }
  );
}

/** Waits for the end of a process that is not a child of bottle. The system does not report it. */
async function untilGone(identity: ProcessIdentity): Promise<void> {
  for (let delayMs = 2; await mayBeAlive(identity); delayMs = Math.min(delayMs * 1.5, 200))
    await sleep(delayMs);
}
