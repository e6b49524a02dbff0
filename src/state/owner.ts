import {
  bootAndNamespace,
  identify,
  isSame,
  type Here,
  type ProcessPlace,
} from '../processes/process-identity.ts';
import type {RunId, TaskName} from '../vocabulary/ids.ts';
import {heartbeatAgeMs, STALE_MS} from './heartbeat.ts';
import {runDirectory} from './state-directory.ts';

/** Who something belongs to: a run, and the process that runs it. JSON-ready. */
export interface Owner extends ProcessPlace {
  readonly run: RunId;
  /** The launch file, absolute. */
  readonly file: string;
  readonly task?: TaskName;
}

/** Where this process is. */
export async function thisProcess(): Promise<ProcessPlace> {
  const identity = await identify(process.pid);
  if (!identity) throw new Error(`process ${process.pid} cannot see itself`);
  return {...identity, ...(await bootAndNamespace())};
}

/** What telling the dead from the living needs. */
export interface Observer {
  readonly stateDir: string;
  /** Where the one who asks is. */
  readonly here: Here;
  readonly isSame?: typeof isSame;
  /** Milliseconds since the epoch, as file times are. */
  readonly wallClock?: () => number;
}

/**
 * Whether the owner's process is gone. The surest sign that there is decides: nothing outlives a boot; a process in this
 * pid namespace can be asked after; of one in another (a container that shares the state directory) only the heartbeat
 * of its run can be seen from here.
 */
export async function isDead(owner: Owner, observer: Observer): Promise<boolean> {
  const {here} = observer;
  if (owner.bootId !== here.bootId) return true;
  if (owner.pidNamespace === here.pidNamespace) return !(await (observer.isSame ?? isSame)(owner));
  const age = await heartbeatAgeMs(runDirectory(observer.stateDir, owner.run), observer.wallClock);
  return age > STALE_MS;
}

/** The owner that `value`, read from disk, says; `undefined` if it says none. */
export function parseOwner(value: unknown): Owner | undefined {
  const it = value as Partial<Record<keyof Owner, unknown>> | null | undefined;
  const texts = [it?.run, it?.file, it?.startTime, it?.bootId, it?.pidNamespace];
  const isOwner = typeof it?.pid === 'number' && texts.every(text => typeof text === 'string');
  return isOwner ? (value as Owner) : undefined;
}
