import type {KubernetesClient} from './client.ts';
import {keepRenewing, type RenewalKeeper} from './keep-renewing.ts';
import {getDatedObject, patchObject, type ObjectName} from './objects.ts';
import {resources} from './resource.ts';

/** A Job that is kept from reaching its deadline. */
export interface KeptJob extends Required<ObjectName> {
  /** How long it lives without being renewed, in whole seconds. */
  readonly durationSeconds: number;
}

/** Often, because timers are suspended with their machine: after that, more must be left of the deadline than of the timer. */
const RENEWALS = 12;

/**
 * Moves the deadline of a Job until the signal fires.
 * @throws KubernetesError if it is gone
 */
export async function keepJob(
  client: KubernetesClient,
  {namespace, name, durationSeconds}: KeptJob,
  keeper: RenewalKeeper,
): Promise<void> {
  const renew = async (signal: AbortSignal): Promise<void> => {
    const which = {namespace, name, signal};
    const {answer, serverTime} = await getDatedObject(client, resources.jobs, which);
    const {status, metadata} = answer;
    // By the clock of the API server alone: that of this machine may differ, or stop while the machine sleeps.
    const startedAt = Date.parse(status?.startTime ?? metadata?.creationTimestamp ?? '');
    const ageSeconds = Math.max(0, Math.round((serverTime - startedAt) / 1_000));
    const change = {spec: {activeDeadlineSeconds: ageSeconds + durationSeconds}};
    await patchObject(client, resources.jobs, {...which, change});
  };
  await keepRenewing(client.clock, {durationMs: durationSeconds * 1_000, renewals: RENEWALS, renew}, keeper);
}
