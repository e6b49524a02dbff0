import {unmetNeeds} from '../../history/run-status.ts';
import type {TaskSnapshot} from '../../history/task-snapshot.ts';
import {taskStates} from '../parts/states.ts';
import {findTask} from '../run/find-task.ts';
import {useRun} from '../run/run-context.ts';
import {addressOf} from '../shell/parse-route.ts';

/** Why a task has not started yet, or never started. */
export function WaitsFor({task}: {readonly task: TaskSnapshot}) {
  const {run, route} = useRun();
  const {status, because, waitsFor} = task;
  if (because !== undefined) return <p class="callout">{`${taskStates[status].label}: ${because}`}</p>;
  if (status !== 'waiting') return null;
  if (waitsFor === 'slot')
    return (
      <p class="callout">
        Waits for a slot: <code>jobs</code> allows {run.status.value.started?.jobs} tasks to start at the same
        time.
      </p>
    );
  if (waitsFor === 'orphans')
    return <p class="callout">Waits until the orphans of a dead run are removed.</p>;
  const unmet = unmetNeeds(run.status.value, task);
  if (unmet.length === 0) return null;
  return (
    <p class="callout">
      Waits for{' '}
      {unmet.map((name, at) => (
        <>
          {at > 0 && ', '}
          <a href={addressOf(run.id, route.view, {...route, task: name})}>{name}</a>
          {` (${findTask(run.status.value, name)?.status ?? 'unknown'})`}
        </>
      ))}
    </p>
  );
}
