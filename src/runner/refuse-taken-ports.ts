import type {Task} from '../model/launch-file.ts';
import {probesOf} from '../config/analysis/task-outputs.ts';
import {ownEndpoint} from '../probes/registry.ts';
import {addressesOf} from '../probes/resolve-host.ts';
import type {HostEndpoint} from '../probes/probe-kind.ts';
import {raceAbort} from '../processes/race-abort.ts';
import {values} from '../values/resolve.ts';
import {TaskError} from '../vocabulary/failure.ts';
import {findEarlyListener} from './own-listeners.ts';
import type {Session} from './session.ts';

/**
 * Makes sure that nothing listens yet where a task's probes will look for its process: whatever did would answer them in its
 * place.
 * @throws TaskError `port-taken`
 */
export async function refuseTakenPorts(task: Task, session: Session): Promise<void> {
  for (const endpoint of probedEndpoints(task, session)) {
    for (const address of await localAddresses(endpoint.host, session)) {
      const holder = await findEarlyListener({address, port: endpoint.port}, task.name, session);
      if (holder === undefined) continue;
      const host = address.includes(':') ? `[${address}]` : address;
      const at = `${host}:${endpoint.port}`;
      throw new TaskError({reason: 'port-taken', task: task.name, use: 'listen', endpoint: at, holder});
    }
  }
}

/** No host and no port has it. */
const UNKNOWN = ' ';

/** What is only known once the task is up, as a port that it prints, cannot be looked at before. */
function probedEndpoints({kind, source}: Task, {scope}: Session): readonly HostEndpoint[] {
  const known = values(scope, () => UNKNOWN);
  const {listensAt} = kind;
  if (!listensAt) return [];
  return probesOf(source).flatMap(probe => ownEndpoint(probe, known, {endpoint: listensAt}) ?? []);
}

/** How long a name may take to be resolved: the start of the task waits for it. */
const RESOLVE_MS = 1_000;

/** A name that cannot be resolved is for the probe itself to report. */
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
