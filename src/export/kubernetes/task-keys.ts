import type {PlaceKey} from '../../schema/places.ts';
import type {CommonTask} from '../../schema/common-task.ts';
import type {LivenessKeys, LivenessLimits, LivenessProbe} from '../../schema/liveness.ts';
import {probeName} from '../../probes/registry.ts';
import {constantValue, type Dialect} from '../static-text.ts';
import {handledElsewhere, lost, type KeyTable} from '../key-table.ts';
import type {Fields} from '../../vocabulary/fields.ts';
import type {TaskExport} from '../task-export.ts';
import {livenessOf, probeAction, readinessOf, type ProbedContainer} from './probes.ts';

/** Keys that all tasks have, for containers. */
export const taskKeys: KeyTable<
  CommonTask & LivenessKeys & PlaceKey,
  TaskExport & {readonly dialect: Dialect; readonly probed: ProbedContainer}
> = {
  needs: lost(
    'Kubernetes starts everything at the same time; a program must wait for others, or fail and be restarted',
  ),
  // A loaded task already has the keys of the tasks that it extends.
  extends: handledElsewhere,
  description: text => ({annotations: {'kubernetes.io/description': text}}),
  env: lost('it applies only to commands on the host'),
  env_file: lost('it applies only to commands on the host'),
  ready(ready, {lose, probed, inside}) {
    const probes = Array.isArray(ready) ? ready : [ready];
    const found = probes.flatMap(probe => {
      const action = probeAction(probe, probed, inside('ready'));
      if (action) return [readinessOf(action, probe)];
      lose(`\`${probeName(probe)}\` of this form has no counterpart in a pod`);
      return [];
    });
    if (found.length > 1) lose('a container has one readiness probe; the first is kept');
    return found[0] ? inContainer({readinessProbe: found[0]}) : {};
  },
  timeout: lost('a Deployment reports this after `progressDeadlineSeconds`, and keeps trying'),
  wait_timeout: lost('Kubernetes does not wait for needs'),
  allow_failure: lost('a failed pod does not stop other pods'),
  on_dependency_restart: lost('Kubernetes does not restart pods because of other pods'),
  retry: lost('a Deployment retries without a limit'),
  if(condition, {lose, dialect}) {
    if (constantValue(condition, dialect) === undefined)
      lose('Kubernetes has no conditions; the pod always starts');
    return {};
  },
  // Kubernetes selects objects by labels instead.
  tags: handledElsewhere,
  place: lost('all objects are in the cluster that they are applied to'),
  secret_outputs: lost('Kubernetes does not mask output'),
  watch: lost('Kubernetes does not watch files'),
  liveness(liveness, {lose, probed, inside}) {
    const probes = Array.isArray(liveness) ? liveness : [liveness];
    const found = probes.flatMap(probe => {
      const action = probeAction(probe, probed, inside('liveness'));
      if (action) return [livenessOf(action, limitsOf(probe))];
      lose(`\`${probeName(probe)}\` of this form has no counterpart in a pod`);
      return [];
    });
    if (found.length > 1) lose('a container has one liveness probe; the first is kept');
    return found[0] ? inContainer({livenessProbe: found[0]}) : {};
  },
};

/** The limits of a liveness probe, which are in the inner map if the probe has one. */
function limitsOf(probe: LivenessProbe): LivenessLimits {
  if ('health' in probe) return probe.health;
  if ('echo' in probe) return probe.echo;
  return 'http' in probe && typeof probe.http !== 'string' ? probe.http : (probe as LivenessLimits);
}

function inContainer(fields: Fields): Fields {
  return {container: fields};
}
