import type {KubernetesClient} from './client.ts';
import {keepRenewing, type RenewalKeeper} from './keep-renewing.ts';
import {getDatedObject, patchObject, type ObjectName} from './objects.ts';
import {resources} from './resource.ts';

/** A Job whose deadline is extended. */
export interface KeptJob extends Required<ObjectName> {
  /** Its remaining lifetime after a renewal, in whole seconds. */
  readonly durationSeconds: number;
}

/** Renewed often, because timers stop while the machine sleeps: after waking up, the next renewal must come before the deadline. */
const RENEWALS = 12;

/**
 * Extends the deadline of a Job until the signal fires.
 * @throws KubernetesError if the Job no longer exists
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
    // Uses only the clock of the API server: that of this machine may differ, and timers stop while it sleeps.
    const startedAt = Date.parse(status?.startTime ?? metadata?.creationTimestamp ?? '');
    const ageSeconds = Math.max(0, Math.round((serverTime - startedAt) / 1_000));
    const change = {spec: {activeDeadlineSeconds: ageSeconds + durationSeconds}};
    await patchObject(client, resources.jobs, {...which, change});
  };
  await keepRenewing(client.clock, {durationMs: durationSeconds * 1_000, renewals: RENEWALS, renew}, keeper);
}
