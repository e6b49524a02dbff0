import {Semaphore} from 'async-mutex';
import {availableParallelism} from 'node:os';
import {forkCommand, isForkable} from './fork-command.ts';
import type {ForkerSupply} from './forker-supply.ts';
import type {GatedChild} from './gated-child.ts';
import type {LaunchRequest} from './launch-request.ts';
import type {PipePool} from './pipe-pool.ts';
import type {ProcessEnds} from './process-ends.ts';
import {spawnCommand} from './spawn-command.ts';
import {sharesTerminal} from './standard-streams.ts';

/** A host process. Its command runs only after `begin` is called, so the pid can be recorded first and is never lost. */
export interface HostProcess extends GatedChild {
  /** Whether it leads its own process group and session, so its children can be ended with it. */
  readonly leadsGroup: boolean;
}

/**
 * Launches host commands. Rejects with {@link LaunchError} if the folder does not exist or the command cannot be executed, and with the
 * reason of the request's signal.
 */
export type LaunchProcess = (request: LaunchRequest) => Promise<HostProcess>;

/**
 * Launches a host command in the same way.
 *
 * @param isEarly whether it may wait at its gate for long, so others are started in the meantime. Default: `false`
 */
export type StartProcess = (request: LaunchRequest, isEarly?: boolean) => Promise<HostProcess>;

/** The ways to start commands: a forker if available, or else Node's `spawn` with pipes from the pool. */
export interface LaunchMeans {
  readonly pipes: PipePool;
  readonly forkers?: Pick<ForkerSupply, 'take'>;
  /** Tracks the end of each process. */
  readonly ends?: Pick<ProcessEnds, 'note'>;
}

/**
 * The number of commands that a forker starts concurrently. bottle waits for each until it is at its gate and in the journal, and
 * concurrent journal records share one disk write. For 300 commands, a limit of 2 takes twice as long and a fifth more CPU time than
 * 8. A limit of 16 is no faster.
 */
const FORKED_TOGETHER = 8;

/** Launches commands that wait at a gate, each in its own session unless it uses the terminal. */
export function createLauncher({pipes, forkers, ends}: LaunchMeans): StartProcess {
  // Limits how many commands are between their start and their gate. If all started together, each would wait for the starts of all
  // others, including the first command of the critical path.
  const turns = {spawned: new Semaphore(availableParallelism()), forked: new Semaphore(FORKED_TOGETHER)};
  return async (request, isEarly = false) => {
    const forkable = isForkable(request) ? request : undefined;
    const forker = forkable && (await forkers?.take());
    const [, release] = await (forker ? turns.forked : turns.spawned).acquire();
    const endTurn = once(release);
    try {
      request.signal?.throwIfAborted();
      const forked = forker && (await forkCommand(forkable, forker, isEarly));
      const {begin, ...process} = forked ?? (await spawnCommand(request, pipes));
      if (isEarly) endTurn();
      void process.ended.then(endTurn);
      ends?.note(process);
      return {
        ...process,
        leadsGroup: !sharesTerminal(request),
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
