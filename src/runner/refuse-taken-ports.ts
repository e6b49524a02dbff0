import type {Task} from '../model/launch-file.ts';
import {probesOf} from '../config/analysis/task-outputs.ts';
import {ownEndpoint} from '../probes/registry.ts';
import {addressesOf} from '../probes/resolve-host.ts';
import type {HostEndpoint} from '../probes/kind.ts';
import {raceAbort} from '../processes/race-abort.ts';
import {values} from '../values/resolve.ts';
import {TaskError} from '../vocabulary/failure.ts';
import {portTakenFailure} from '../vocabulary/make-failure.ts';
import {findEarlyListener} from './own-listeners.ts';
import type {Session} from './session.ts';

/**
 * Fails if another process already listens at an address that the task's probes will check, because it would answer instead of the
 * task.
 * @throws TaskError `port-taken`
 */
export async function refuseTakenPorts(task: Task, session: Session): Promise<void> {
  for (const endpoint of probedEndpoints(task, session)) {
    for (const address of await localAddresses(endpoint.host, session)) {
      const holder = await findEarlyListener({address, port: endpoint.port}, task.name, session);
      if (holder === undefined) continue;
      const facts = {task: task.name, use: 'listen', address, port: endpoint.port, holder} as const;
      throw new TaskError(portTakenFailure(facts));
    }
  }
}

/** A placeholder for unknown values, which cannot be part of a host or port. */
const UNKNOWN = ' ';

/** The endpoints that the task's probes will check, except those known only when the task is up, such as a port that it prints. */
function probedEndpoints(task: Task, {scopes}: Session): readonly HostEndpoint[] {
  const {kind, source} = task;
  const known = values(scopes.ofTask(task), () => UNKNOWN);
  const {listensAt} = kind;
  if (!listensAt) return [];
  return probesOf(source).flatMap(probe => ownEndpoint(probe, known, {endpoint: listensAt}) ?? []);
}

/** The time limit for resolving a name, because this delays the start of the task. */
const RESOLVE_MS = 1_000;

/** Resolves a host name. Unresolvable names are ignored here, because the probe reports them. */
async function localAddresses(host: string, {services: {clock}}: Session): Promise<readonly string[]> {
  const deadline = clock.deadline(RESOLVE_MS);
  try {
    return await raceAbort(addressesOf(host), deadline.signal);
  } catch {
    return [];
  } finally {
    deadline.cancel();
  }
}
