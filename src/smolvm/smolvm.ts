import type {Backpressure} from '../processes/backpressure.ts';
import {raceAbort} from '../processes/race-abort.ts';
import {loadExeca} from '../processes/start-child.ts';
import {TaskError} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {SmolvmCall} from './command-arguments.ts';
import {endOfCall, refuseUnmade} from './end-of-call.ts';
import {noSmolvmText} from './no-smolvm.ts';
import type {CallEnd} from './problem.ts';
import {failureReader, withFailureCodes} from './own-failure.ts';
import {machineSlots, type MachineSlots} from './machine-slots.ts';
import {askVersion, type AskedVersion, type SmolvmVersion} from './version.ts';

/** The command `smolvm`, for one run. */
export interface Smolvm {
  /** The complete environment of its calls. */
  readonly env: Readonly<Record<string, string>>;
  /** A folder for files being copied in or out; it is deleted with the run. */
  readonly dir: string;
  /** Starts querying its version ahead of time. */
  prefetch(): void;
  /** Its version, queried only once. @throws TaskError `no-smolvm`, or the abort reason of the signal */
  version(task: TaskName, signal: AbortSignal): Promise<SmolvmVersion>;
  /**
   * Makes a call with empty input and waits for its end. It is killed when the signal fires.
   * @returns `undefined` for a call that was killed or could not be started
   * @throws ChannelError if its arguments are too long for this system
   */
  call(call: SmolvmCall, options: CallOptions): Promise<CallEnd | undefined>;
  /** Makes a call with bottle's own terminal or streams, and returns its exit code; `undefined` as in `call`. */
  callInTerminal(call: SmolvmCall, signal: AbortSignal): Promise<number | undefined>;
  /** Limits the concurrent calls for each machine. */
  readonly turns: MachineSlots;
  /** Fires when the run is over. */
  readonly over: AbortSignal;
}

export interface CallOptions {
  readonly signal: AbortSignal;
  /** Kills the call without a grace period, and stops waiting for it. Default: never. */
  readonly kill?: AbortSignal;
  /** Called with its output as it arrives. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', chunk: Uint8Array) => Backpressure;
}

/** The time between SIGTERM and SIGKILL for a call that is stopped. */
const KILL_MS = 2_000;

/** Uses the smolvm on the PATH. `close` ends everything that still watches machines. */
export function createSmolvm({env, dir}: SmolvmServices): Smolvm & {close(): void} {
  const own = callEnvironment(env);
  const over = new AbortController();
  let asked: Promise<AskedVersion> | undefined;
  const ask = async (): Promise<AskedVersion> =>
    await (asked ??= askVersion({env: own, signal: over.signal}));
  return {
    env: own,
    dir,
    over: over.signal,
    turns: machineSlots(),
    close: () => over.abort(),
    // A rejection means that the run ended first and no longer needs the version.
    prefetch: () => void ask().catch(() => undefined),
    async version(task, signal) {
      const answer = await raceAbort(ask(), signal);
      if ('version' in answer) return answer.version;
      throw new TaskError({reason: 'no-smolvm', task, ...noSmolvmText(answer.problem)});
    },
    async call(call, {signal, kill, onOutput}) {
      const version = await knownVersion(ask(), kill ? AbortSignal.any([signal, kill]) : signal);
      if (signal.aborted) return undefined;
      const {args, env: added} = withFailureCodes(call, version);
      const execa = await loadExeca();
      const child = execa('smolvm', args, {
        ...childOptions({...own, ...added}, signal),
        ...{stdin: 'ignore', buffer: false},
      });
      return await endOfCall(child, {kill, onOutput, reader: failureReader(version)});
    },
    async callInTerminal({args, env: added}, signal) {
      const execa = await loadExeca();
      const {exitCode, cause} = await execa('smolvm', args, {
        ...childOptions({...own, ...added}, signal),
        stdio: 'inherit',
      });
      refuseUnmade(cause);
      return exitCode;
    },
  };
}

/** `undefined` if smolvm is not available; the call itself then fails. */
async function knownVersion(
  asked: Promise<AskedVersion>,
  signal: AbortSignal,
): Promise<SmolvmVersion | undefined> {
  const answer = await raceAbort(asked, signal).catch(() => undefined);
  return answer && 'version' in answer ? answer.version : undefined;
}

/** Dependencies for calling smolvm. */
export interface SmolvmServices {
  /** The environment that bottle was started in. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** See {@link Smolvm.dir}. */
  readonly dir: string;
}

/** Removes `SMOLVM_BOOT_BINARY`, which would make a machine exit along with the call that started it. */
function callEnvironment({SMOLVM_BOOT_BINARY: _, ...env}: SmolvmServices['env']): Record<string, string> {
  const defined = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(defined);
}

function childOptions(env: Readonly<Record<string, string | undefined>>, signal: AbortSignal) {
  return {
    ...{env, extendEnv: false, reject: false},
    ...{cancelSignal: signal, forceKillAfterDelay: KILL_MS},
  } as const;
}
