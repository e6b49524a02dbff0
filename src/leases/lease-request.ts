import type {ProcessPlace} from '../processes/process-identity.ts';
import type {Owner} from '../state/owner.ts';
import type {Clock} from '../vocabulary/clock.ts';
import type {RunId, TaskName} from '../vocabulary/ids.ts';
import type {AddressPool} from './address-pool.ts';
import type {Claim, ClaimStore} from './claim-store.ts';

/** A task's request for a name. */
export type NameRequest = Pick<LeaseRequest, 'run' | 'file' | 'task' | 'signal' | 'record'>;

export interface LeaseRequest {
  readonly pool: AddressPool;
  /** An address to lease only if no other address is free. */
  readonly avoid?: string;
  readonly run: RunId;
  /** The absolute path of the launch file. */
  readonly file: string;
  readonly task: TaskName;
  /** The maximum wait for a free address. With 0, the request fails immediately. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
  /** Called and awaited before a claim is made. Another process may still win the claim. */
  record(claim: Claim): Promise<void>;
  report(doing: string): void;
}

export interface Lease {
  readonly address: string;
  readonly claim: Claim;
}

/** Dependencies of leasing. */
export interface LeaseServices {
  readonly store: ClaimStore;
  /** The path of the lock that serializes processes. */
  readonly lockPath: string;
  readonly here: ProcessPlace;
  readonly clock: Clock;
  isDead(owner: Owner): Promise<boolean>;
  /**
   * Cleans up after the dead owner's run, or waits until another process has done it. Called without a lock. Returns whether
   * everything is gone. If not, something may still be bound to the address, so it remains claimed.
   */
  recoverRun(owner: Owner): Promise<boolean>;
  /** Addresses used by something other than bottle, with a description of the user, such as "container web". Rejects on abort. */
  occupied(signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
  /** Makes this machine route the address. @throws TaskError `alias-missing` */
  ensureAddress(address: string, task: TaskName): Promise<void>;
}
