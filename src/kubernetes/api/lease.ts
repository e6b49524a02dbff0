import type {Lease} from 'kubernetes-types/coordination/v1.js';
import type {KubernetesClient} from './client.ts';
import {listObjects, patchObject, type ObjectName} from './objects.ts';
import {isTransient, pauseAfter} from './patience.ts';
import {KubernetesError, type KubernetesProblem} from './problem.ts';
import {resources} from './resource.ts';
import type {Selection} from './selection.ts';

/** A lease that is kept. */
export interface KeptLease extends Required<ObjectName> {
  /** Who holds it. */
  readonly holder: string;
  /** How long it is good without being renewed, in whole seconds. */
  readonly durationSeconds: number;
}

/** The receiver of news of a lease that is kept. */
export interface LeaseKeeper {
  readonly signal: AbortSignal;
  /** It could not be renewed in time: others may count its holder as gone. It is still tried. */
  onLate?(problem: KubernetesError): void;
  /** It is renewed again. */
  onRenewed?(): void;
}

/** Renewed three times as often as needed: two requests may fail. */
const RENEWALS = 3;

/**
 * Renews a lease until the signal fires; an API server that does not respond, or refuses, is asked again and again.
 * @throws KubernetesError if it is gone or another's
 */
export async function keepLease(
  client: KubernetesClient,
  {namespace, name, holder, durationSeconds}: KeptLease,
  {signal, onLate, onRenewed}: LeaseKeeper,
): Promise<void> {
  const {clock} = client;
  const durationMs = durationSeconds * 1_000;
  let renewedAt = clock.now();
  let isLate = false;
  let failures = 0;
  await clock.sleep(durationMs / RENEWALS, signal);
  while (!signal.aborted) {
    let pause = durationMs / RENEWALS;
    try {
      const lease = await renew(client, {namespace, name}, signal);
      if (lease.spec?.holderIdentity !== holder) throw takenBy(lease, {namespace, name});
      if (isLate) onRenewed?.();
      [renewedAt, isLate, failures] = [clock.now(), false, 0];
    } catch (error) {
      if (isFired(signal)) return;
      if (!(error instanceof KubernetesError) || isLost(error.facts)) throw error;
      if (!isLate && clock.now() - renewedAt >= durationMs) {
        isLate = true;
        onLate?.(error);
      }
      // An API server that starts may refuse for a moment what it allows afterwards: that is tried again after the usual pause.
      if (isTransient(error.facts)) pause = Math.min(pause, pauseAfter(error.facts, ++failures));
    }
    await clock.sleep(pause, signal);
  }
}

/** Whether a lease is gone, or another's. */
function isLost({problem}: KubernetesProblem): boolean {
  return problem === 'not-found' || problem === 'conflict';
}

function isFired(signal: AbortSignal): boolean {
  return signal.aborted;
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
 * All leases of a selection, judged by the clock of the API server alone, which notes each renewal: the clocks of their holders and of
 * this machine may differ.
 * @throws KubernetesError; the reason of the signal
 */
export async function observeLeases(
  client: KubernetesClient,
  selection: Selection & {readonly signal: AbortSignal},
): Promise<readonly ObservedLease[]> {
  const {items, serverTime} = await listObjects<Lease>(client, resources.leases, selection);
  return items.map(lease => ({lease, isExpired: isExpired(lease, serverTime)}));
}

/** Whether a lease has not been renewed in time, at a time of the API server. */
export function isExpired({metadata, spec}: Lease, now: number): boolean {
  const noted = (metadata?.managedFields ?? []).flatMap(({time}) =>
    time === undefined ? [] : [Date.parse(time)],
  );
  const renewedAt = noted.length > 0 ? Math.max(...noted) : Date.parse(spec?.renewTime ?? '');
  // The API server notes whole seconds.
  return !(now - renewedAt <= ((spec?.leaseDurationSeconds ?? 0) + 1) * 1_000);
}

/** With six digits of a second, as leases have it. */
function microTime(): string {
  return new Date().toISOString().replace('Z', '000Z');
}
