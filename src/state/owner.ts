import {isAlive} from '../processes/is-alive.ts';
import {bootAndNamespace, identify, type Here, type ProcessPlace} from '../processes/process-identity.ts';
import type {RunId, TaskName} from '../vocabulary/ids.ts';
import {heartbeatAgeMs, STALE_MS} from './heartbeat.ts';
import {runDirectory} from './state-directory.ts';

/** The owner of a resource: a run and its process. JSON-serializable. */
export interface Owner extends ProcessPlace {
  readonly run: RunId;
  /** The absolute path of the launch file. */
  readonly file: string;
  readonly task?: TaskName;
}

/** The location of this process. */
export async function thisProcess(): Promise<ProcessPlace> {
  const identity = await identify(process.pid);
  if (!identity) throw new Error(`process ${process.pid} cannot see itself`);
  return {...identity, ...(await bootAndNamespace())};
}

/** Dependencies for checking whether an owner is alive. */
export interface Observer {
  readonly stateDir: string;
  /** The location of the process that checks. */
  readonly here: Here;
  readonly isAlive?: typeof isAlive;
  /** Milliseconds since the epoch, like file times. */
  readonly wallClock?: () => number;
}

/**
 * Whether the owner's process is gone. The heartbeat of its run is used only if the process cannot be seen from here, as in a
 * container that shares the state directory.
 */
export async function isDead(owner: Owner, observer: Observer): Promise<boolean> {
  const alive = await (observer.isAlive ?? isAlive)(owner, observer.here);
  if (alive !== undefined) return !alive;
  const age = await heartbeatAgeMs(runDirectory(observer.stateDir, owner.run), observer.wallClock);
  return age > STALE_MS;
}

/** Parses an owner read from disk; `undefined` if it is invalid. */
export function parseOwner(value: unknown): Owner | undefined {
  const it = value as Partial<Record<keyof Owner, unknown>> | null | undefined;
  const texts = [it?.run, it?.file, it?.startTime, it?.bootId, it?.pidNamespace];
  const isOwner = typeof it?.pid === 'number' && texts.every(text => typeof text === 'string');
  return isOwner ? (value as Owner) : undefined;
}
