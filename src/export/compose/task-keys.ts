import type {CommonTask} from '../../schema/common-task.ts';
import type {PlaceKey} from '../../schema/places.ts';
import type {LivenessKeys} from '../../schema/liveness.ts';
import {probeName} from '../../probes/registry.ts';
import {handledElsewhere, lost, type KeyTable} from '../key-table.ts';
import {constantValue, type Dialect} from '../static-text.ts';
import type {TaskExport} from '../task-export.ts';
import {probesOf} from './probe.ts';

/** Keys that all tasks have, for containers. */
export const taskKeys: KeyTable<
  CommonTask & LivenessKeys & PlaceKey,
  TaskExport & {readonly dialect: Dialect}
> = {
  // Exported from the edges, which include references.
  needs: handledElsewhere,
  // A loaded task already has the keys of the tasks that it extends.
  extends: handledElsewhere,
  // Exported as a comment.
  description: handledElsewhere,
  env: lost('it applies only to commands on the host'),
  env_file: lost('it applies only to commands on the host'),
  ready(ready, {lose}) {
    for (const probe of probesOf(ready)) {
      const kind = probeName(probe);
      if (kind !== 'health' && kind !== 'exec')
        lose(`Compose has no \`${kind}\` probes; dependents wait only until the container has started`);
    }
    return {};
  },
  timeout: lost(
    'Compose has no time limit for one service; `docker compose up --wait --wait-timeout` sets one for all',
  ),
  wait_timeout: lost('Compose waits without a time limit'),
  allow_failure: lost('services that wait for a failed service do not start'),
  on_dependency_restart: handledElsewhere,
  retry: lost('Compose does not retry a failed start'),
  if(condition, {lose, dialect}) {
    if (constantValue(condition, dialect) === undefined)
      lose('Compose has no conditions; the service always starts');
    return {};
  },
  tags: lost(
    'services with `profiles` start only if one of these is enabled, but tasks with tags start by default',
  ),
  place: lost('all services run on the engine that Compose uses'),
  secret_outputs: lost('Compose does not mask output'),
  watch: lost('add `develop.watch` to the service'),
  liveness: lost('Docker does not restart unhealthy containers'),
};
