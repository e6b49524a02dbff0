import {Semaphore} from 'async-mutex';
import {availableParallelism} from 'node:os';
import {canFork, forkCommand} from './fork-command.ts';
import type {ForkerSupply} from './forker-supply.ts';
import type {GatedChild} from './gated-child.ts';
import type {LaunchRequest} from './launch-request.ts';
import type {PipePool} from './pipe-pool.ts';
import type {ProcessEnds} from './process-ends.ts';
import {spawnCommand} from './spawn-command.ts';
import {sharesTerminal} from './standard-streams.ts';

/** A host process. It does nothing before `begin` is called: its pid can be noted first, so that it is never lost. */
export interface HostProcess extends GatedChild {
  /** Whether it leads a process group (and session) of its own, so that what it starts can be ended with it. */
  readonly leadsGroup: boolean;
}

/** Launches host commands; rejects with {@link LaunchError} if the folder does not exist or the command cannot be executed. */
export type LaunchProcess = (request: LaunchRequest) => Promise<HostProcess>;

/** The starters of commands: forkers where there are any, Node's spawn with pipes of the pool otherwise. */
export interface LaunchMeans {
  readonly pipes: PipePool;
  readonly forkers?: Pick<ForkerSupply, 'take'>;
  /** Gets the end of each of them. */
  readonly ends?: Pick<ProcessEnds, 'note'>;
}

/**
 * How many commands a forker starts at the same time: bottle waits for each until it is at its gate and in the journal, and
 * what is written to that together is one write to the disk. With 2 it takes a fifth more processor time for 300 commands,
 * and twice as long; with 16 it takes as long as with 8.
 */
const FORKED_TOGETHER = 8;

/** Launches commands behind a gate, in a session of their own unless they get the terminal. */
export function createLauncher({pipes, forkers, ends}: LaunchMeans): LaunchProcess {
  // From its start to its gate, one after the other: if many were started together, each would wait for the starts of all,
  // and so would the first of the longest chain.
  const turns = {spawned: new Semaphore(availableParallelism()), forked: new Semaphore(FORKED_TOGETHER)};
  return async request => {
    const forker = canFork(request) ? await forkers?.take() : undefined;
    const [, release] = await (forker ? turns.forked : turns.spawned).acquire();
    const endTurn = once(release);
    try {
      const forked = forker && (await forkCommand(request, forker));
      const {begin, ...process} = forked ?? (await spawnCommand(request, pipes));
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
