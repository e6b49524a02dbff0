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

/** Launches host commands; a folder that is not there, or a command that cannot be executed, rejects with {@link LaunchError}. */
export type LaunchProcess = (request: LaunchRequest) => Promise<HostProcess>;

/** What starts commands: forkers where there are any, Node's spawn with pipes of the pool otherwise. */
export interface LaunchMeans {
  readonly pipes: PipePool;
  readonly forkers?: Pick<ForkerSupply, 'take'>;
  /** Gets the end of each of them. */
  readonly ends?: Pick<ProcessEnds, 'note'>;
}

/** Launches commands behind a gate, in a session of their own unless they get the terminal. */
export function createLauncher(means: LaunchMeans): LaunchProcess {
  // From its start to its gate, one after the other: if many were started together, each would wait for the starts of all,
  // and so would the first of the longest chain.
  const turns = new Semaphore(availableParallelism());
  return async request => {
    const [, release] = await turns.acquire();
    const endTurn = once(release);
    try {
      const {begin, ...process} = await launch(request, means);
      void process.ended.then(endTurn);
      means.ends?.note(process.identity, process.ended);
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

async function launch(request: LaunchRequest, {pipes, forkers}: LaunchMeans): Promise<GatedChild> {
  const forker = canFork(request) ? await forkers?.take() : undefined;
  const forked = forker && (await forkCommand(request, forker));
  return forked ?? (await spawnCommand(request, pipes));
}
