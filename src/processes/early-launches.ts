import {statSync} from 'node:fs';
import type {Backpressure} from './backpressure.ts';
import type {HostProcess, LaunchProcess, StartProcess} from './host-process.ts';
import type {LaunchRequest} from './launch-request.ts';
import {isSame, processStatus} from './process-identity.ts';
import {sendSignal} from './send-signal.ts';

/** A command to launch, without a receiver of its output. */
export type EarlyRequest = Omit<LaunchRequest, 'onOutput' | 'signal'>;

/** A command that waits at its gate until an equal request is launched. */
export interface EarlyLaunch {
  /** Ends the command unless it has been launched. Settles when its process has ended. */
  discard(): Promise<void>;
}

/**
 * Starts a command up to its gate in advance. An unrecorded process at its gate is never lost, because it ends with bottle. Reports no
 * errors, because launching the command will fail in the same way.
 */
export type LaunchEarly = (request: EarlyRequest) => EarlyLaunch;

/** The two ways to launch commands. */
export interface EarlyLaunches {
  readonly launchEarly: LaunchEarly;
  /** Launches a command, or takes the one that already waits at its gate for an equal request. */
  readonly launch: LaunchProcess;
}

interface Waiting {
  /** See {@link requestKey}. */
  readonly key: string;
  /** See {@link folderKey}. */
  readonly folder: string | undefined;
  /** `undefined` if it could not be started. */
  readonly process: Promise<HostProcess | undefined>;
  readonly output: HeldOutput;
}

/** @param start launches a command in any case */
export function createEarlyLaunches(start: StartProcess): EarlyLaunches {
  const waiting = new Set<Waiting>();
  return {
    launchEarly(request) {
      const output = holdOutput();
      const early: Waiting = {
        ...{key: requestKey(request), folder: folderKey(request.cwd), output},
        process: start({...request, onOutput: output.receive}, true).catch(() => undefined),
      };
      waiting.add(early);
      return {
        async discard() {
          if (waiting.delete(early)) await abandon(early);
        },
      };
    },
    launch(request) {
      const key = waiting.size > 0 ? requestKey(request) : undefined;
      const early = [...waiting].find(each => each.key === key);
      if (!early) return start(request);
      waiting.delete(early);
      return take(early, request);
    },
  };

  async function take(early: Waiting, request: LaunchRequest): Promise<HostProcess> {
    const process = await early.process;
    // Its end, or that of its forker, may not be known yet.
    if (process && early.folder === folderKey(request.cwd) && (await hasParent(process))) {
      early.output.passTo(request.onOutput);
      return process;
    }
    void abandon(early);
    return await start(request);
  }
}

/** Kills the process as well, since a suspended one would not notice that its gate is closed. */
async function abandon({process}: Waiting): Promise<void> {
  const started = await process;
  if (!started) return;
  started.abandon();
  if (await isSame(started.identity).catch(() => false)) sendSignal(started.identity.pid, 'SIGKILL');
  await started.ended;
}

/**
 * Whether a process is known to be alive, and its parent too, which reports its end. Without descriptors to find out, it counts as
 * gone.
 */
async function hasParent({identity, parent}: HostProcess): Promise<boolean> {
  const status = await processStatus(identity.pid).catch(() => undefined);
  return status?.startTime === identity.startTime && status.parent === parent;
}

/**
 * Equal for equal requests, apart from the receiver of the output. Cheaper than a deep comparison; if only the order of keys differs, the
 * command is simply started again.
 */
function requestKey({program, env, cwd, streams, stdin, notify, cgroupPrefix}: EarlyRequest): string {
  return JSON.stringify([program, env, cwd, streams, stdin, notify, cgroupPrefix]);
}

/** Identifies a folder: a task may replace the folder in which another one waits. */
function folderKey(path: string): string | undefined {
  try {
    const {dev, ino} = statSync(path);
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}

/** Output that is kept until its receiver is known. Only the system can write any at that time, for example about `LD_PRELOAD`. */
interface HeldOutput {
  readonly receive: LaunchRequest['onOutput'];
  passTo(receiver: LaunchRequest['onOutput']): void;
}

function holdOutput(): HeldOutput {
  const held: Parameters<LaunchRequest['onOutput']>[] = [];
  let deliver = (...args: (typeof held)[number]): Backpressure => void held.push(args);
  return {
    receive: (...args) => deliver(...args),
    passTo(receiver) {
      deliver = receiver;
      for (const args of held) void receiver(...args);
    },
  };
}
