import {closeSync, constants, openSync, writeSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import type {Exit} from '../vocabulary/failure.ts';
import {isOutOfDescriptors} from './expected-error.ts';
import type {ForkedChild, Forker} from './forker.ts';
import type {GatedChild} from './gated-child.ts';
import {NOTIFY_FD} from './gated-child.ts';
import {forkable} from './gate.ts';
import {readPipe} from './guarded-streams.ts';
import type {LaunchRequest} from './launch-request.ts';
import {readOutput, readOutputLater, type OutputReader} from './output-pipe.ts';
import {groupIsAlive} from './process-group.ts';
import {bootAndNamespace, identify, isSame, type ProcessIdentity} from './process-identity.ts';

/** Whether a forker can start a command. A forker has no access to bottle's own streams. */
export function canFork({streams, stdin}: LaunchRequest): boolean {
  return streams !== 'terminal' && stdin !== 'inherit';
}

/**
 * Starts a command through a forker; `undefined` if bottle must start it directly.
 *
 * @param isEarly whether it will wait at its gate: bottle then opens the gate itself, which saves two context switches
 */
export async function forkCommand(
  request: LaunchRequest,
  forker: Forker,
  isEarly: boolean,
): Promise<GatedChild | undefined> {
  const {cwd, notify, streams, stdin, cgroupPrefix = '', onOutput} = request;
  const command = await forkable(request.program, request);
  if (!command || stdin === 'inherit') return undefined;
  const {file, argv, droppedNames} = command;
  const env = notify ? {...request.env, BOTTLE_NOTIFY_FD: String(NOTIFY_FD)} : request.env;
  const outputs = streams === 'merged' ? 1 : 2;
  const child = await forker.fork({file, argv, cwd, env, stdin, outputs, notify, cgroupPrefix});
  if (!child) return undefined;
  const pipes = openPipes(child);
  const gate = isEarly ? ownGate(child) : {open: child.go, close: child.cancel};
  const giveUp = (): void => {
    gate.close();
    for (const pipe of pipes ?? []) closeSync(pipe);
  };
  // After all pipes are open, because another child may get their numbers once this one has ended.
  const identity =
    pipes &&
    (await identify(child.pid).catch((error: unknown) => {
      giveUp();
      throw error;
    }));
  if (!identity) {
    giveUp();
    return undefined;
  }
  // Services have merged streams. Their output is read immediately, because a probe may be waiting for it.
  const read = streams === 'merged' ? readOutput : readOutputLater;
  const readers = pipes
    .slice(0, outputs)
    .map((pipe, at) => read(pipe, chunk => onOutput(at === 0 ? 'stdout' : 'stderr', chunk)));
  const ended = endOf(child, {identity, readers, forker});
  return {
    identity: {...identity, ...(await bootAndNamespace())},
    parent: forker.pid,
    droppedNames,
    begin: gate.open,
    abandon: gate.close,
    ended,
    leftGroup: async () => (await child.ended)?.leftGroup !== false && (await groupIsAlive(identity)),
    notified: notification(pipes[outputs], ended),
  };
}

/**
 * Opens the read ends of the child's pipes; `undefined` if that fails.
 * @throws EMFILE if there are too few descriptors
 */
function openPipes(child: ForkedChild): readonly number[] | undefined {
  const opened: number[] = [];
  try {
    for (const path of child.pipes) opened.push(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
    return opened;
  } catch (error) {
    for (const pipe of opened) closeSync(pipe);
    if (!isOutOfDescriptors(error)) return undefined;
    child.cancel();
    throw error;
  }
}

/** The gate of a child. */
interface Gate {
  /** Starts the command. */
  open(): void;
  /** Ends the child. */
  close(): void;
}

/** A gate that bottle opens itself if possible. */
function ownGate(child: ForkedChild): Gate {
  let opener = openerOf(child);
  const letGo = (): void => {
    if (opener !== undefined) closeSync(opener);
    opener = undefined;
  };
  // If the forker is lost, the child must end, since its exit code would be unknown.
  void child.ended.then(letGo);
  return {
    open() {
      if (opener === undefined || !writeTo(opener)) child.go();
      // The child reads what was written before the forker closes the gate.
      else child.cancel();
      letGo();
    },
    close() {
      letGo();
      child.cancel();
    },
  };
}

/** Opens the pipe of a gate for writing; `undefined` if that fails, so the forker has to open the gate. */
function openerOf({gatePath}: ForkedChild): number | undefined {
  if (gatePath === undefined) return undefined;
  try {
    return openSync(gatePath, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}

/** Writes to a gate. Returns whether that succeeded; it fails if the child has been killed. */
function writeTo(opener: number): boolean {
  try {
    return writeSync(opener, 'g') > 0;
  } catch {
    return false;
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
  for (let delayMs = 2; await isSame(identity); delayMs = Math.min(delayMs * 1.5, 200)) await sleep(delayMs);
}

function notification(pipe: number | undefined, ended: Promise<unknown>): Promise<void> {
  return new Promise(resolve => {
    if (pipe === undefined) return;
    const stream = readPipe(pipe);
    // A daemon that the command leaves behind may keep the pipe open. That must not keep bottle alive.
    void ended.then(() => stream.destroy());
    stream.on('data', (chunk: Buffer) => {
      if (chunk.includes('\n')) resolve();
    });
  });
}
