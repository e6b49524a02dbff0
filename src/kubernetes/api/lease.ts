import type {Lease} from 'kubernetes-types/coordination/v1.js';
import type {KubernetesClient} from './client.ts';
import {keepRenewing, type RenewalKeeper} from './keep-renewing.ts';
import {microTime} from './micro-time.ts';
import {listObjects, patchObject, type ObjectName} from './objects.ts';
import {KubernetesError} from './problem.ts';
import {resources} from './resource.ts';
import type {Selection} from './selection.ts';

/** A lease to keep renewed. */
export interface KeptLease extends Required<ObjectName> {
  /** Its holder. */
  readonly holder: string;
  /** How long a renewal is valid, in whole seconds. */
  readonly durationSeconds: number;
}

/**
 * Renews a lease until the signal fires, with retries if the API server does not respond or refuses.
 * @throws KubernetesError if the lease is gone or has another holder
 */
export async function keepLease(
  client: KubernetesClient,
  {namespace, name, holder, durationSeconds}: KeptLease,
  keeper: RenewalKeeper,
): Promise<void> {
  const renewLease = async (signal: AbortSignal): Promise<void> => {
    const lease = await renew(client, {namespace, name}, signal);
    if (lease.spec?.holderIdentity !== holder) throw takenBy(lease, {namespace, name});
  };
  await keepRenewing(client.clock, {durationMs: durationSeconds * 1_000, renew: renewLease}, keeper);
}

async function renew(client: KubernetesClient, name: ObjectName, signal: AbortSignal): Promise<Lease> {
  return await patchObject<Lease>(client, resources.leases, {
    ...{...name, change: {spec: {renewTime: microTime()}}, signal},
  });
}

function takenBy({spec}: Lease, name: ObjectName): KubernetesError {
  const why = `the lease \`${name.name}\` is held by ${spec?.holderIdentity ?? 'no one'}`;
  return new KubernetesError({
    ...{
      problem: 'conflict',
      status: 409,
      why,
      verb: 'update',
      resource: 'leases',
      group: 'coordination.k8s.io',
    },
    ...name,
  });
}

/** A lease, and whether its holder has renewed it in time. */
export interface ObservedLease {
  readonly lease: Lease;
  readonly isExpired: boolean;
}

/**
 * All leases of a selection. Expiry is based only on the clock of the API server, which records each renewal, since the
 * clocks of the holders and of this machine may differ.
 * @throws KubernetesError; the abort reason of the signal
 */
export async function observeLeases(
  client: KubernetesClient,
  selection: Selection & {readonly signal: AbortSignal},
): Promise<readonly ObservedLease[]> {
  const {items, serverTime} = await listObjects<Lease>(client, resources.leases, selection);
  return items.map(lease => ({lease, isExpired: isExpired(lease, serverTime)}));
}

/** Whether a lease was not renewed in time; `now` is a time of the API server. */
export function isExpired({metadata, spec}: Lease, now: number): boolean {
  const noted = (metadata?.managedFields ?? []).flatMap(({time}) =>
    time === undefined ? [] : [Date.parse(time)],
  );
  const renewedAt = noted.length > 0 ? Math.max(...noted) : Date.parse(spec?.renewTime ?? '');
  // The API server records whole seconds.
  return !(now - renewedAt <= ((spec?.leaseDurationSeconds ?? 0) + 1) * 1_000);
}
