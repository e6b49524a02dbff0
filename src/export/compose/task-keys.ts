import type {CommonTask} from '../../schema/common-task.ts';
import type {PlaceKey} from '../../schema/places.ts';
import type {LivenessKeys} from '../../schema/liveness.ts';
import {probeName} from '../../probes/registry.ts';
import {handledElsewhere, lost, type KeyTable} from '../key-table.ts';
import {constantValue, type Dialect} from '../static-text.ts';
import type {TaskExport} from '../task-export.ts';
import {probesOf} from './probe.ts';

/** The keys of all tasks, for a container. */
export const taskKeys: KeyTable<
  CommonTask & LivenessKeys & PlaceKey,
  TaskExport & {readonly dialect: Dialect}
> = {
  // From the edges, so that references count as well.
  needs: handledElsewhere,
  // A loaded task has the keys of those that it extends.
  extends: handledElsewhere,
  // As a comment.
  description: handledElsewhere,
  env: lost('it is for commands on the host'),
  env_file: lost('it is for commands on the host'),
  ready(ready, {lose}) {
    for (const probe of probesOf(ready)) {
      const kind = probeName(probe);
      if (kind !== 'health' && kind !== 'exec')
        lose(`Compose has no \`${kind}\` probe from outside; what needs it waits until it has started`);
    }
    return {};
  },
  timeout: lost(
    'Compose has no limit for a start; `docker compose up --wait --wait-timeout` has one for all',
  ),
  wait_timeout: lost('Compose waits without a limit'),
  allow_failure: lost('a service that fails stops those that wait for it'),
  on_dependency_restart: handledElsewhere,
  retry: lost('Compose does not try a start again'),
  if(condition, {lose, dialect}) {
    if (constantValue(condition, dialect) === undefined)
      lose('Compose has no conditions; the service always starts');
    return {};
  },
  tags: lost(
    'services with `profiles` start only when one of these is named, tasks with tags start by default',
  ),
  place: lost('all services are at the engine that Compose uses'),
  secret_outputs: lost('Compose masks nothing'),
  watch: lost('add `develop.watch` to the service'),
  liveness: lost('Docker does not restart a container that is unhealthy'),
};
