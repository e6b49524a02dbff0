import type {ProcessPlace} from '../processes/process-identity.ts';
import type {Owner} from '../state/owner.ts';
import type {Clock} from '../vocabulary/clock.ts';
import type {RunId, TaskName} from '../vocabulary/ids.ts';
import type {AddressPool} from './address-pool.ts';
import type {Claim, ClaimStore} from './claim-store.ts';

/** A request for a name, by a task of a run. */
export type NameRequest = Pick<LeaseRequest, 'run' | 'file' | 'task' | 'signal' | 'record'>;

export interface LeaseRequest {
  readonly pool: AddressPool;
  /** An address to lease only if no other one is free. */
  readonly avoid?: string;
  readonly run: RunId;
  /** The launch file, absolute. */
  readonly file: string;
  readonly task: TaskName;
  /** How long to wait for a free address; 0 fails immediately. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
  /** Called and awaited before a claim is made; another process may still win the claim. */
  record(claim: Claim): Promise<void>;
  report(doing: string): void;
}

export interface Lease {
  readonly address: string;
  readonly claim: Claim;
}

/** Dependencies of leasing. */
export interface LeaseWorld {
  readonly store: ClaimStore;
  /** The path at which processes take turns. */
  readonly lockPath: string;
  readonly here: ProcessPlace;
  readonly clock: Clock;
  isDead(owner: Owner): Promise<boolean>;
  /**
   * Cleans up after the dead owner's run, or waits until another process has; called without any lock held. Returns whether
   * everything is gone: otherwise something may still be bound to the address, and it stays claimed.
   */
  recoverRun(owner: Owner): Promise<boolean>;
  /** Addresses in use by anything but runs of bottle, with a description of the user, such as "container web". Rejects on abort. */
  occupied(signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
  /** Makes this machine route the address. @throws TaskError `alias-missing` */
  ensureAddress(address: string, task: TaskName): Promise<void>;
}
