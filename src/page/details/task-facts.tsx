import type {TaskSnapshot} from '../../history/task-snapshot.ts';
import {clockTime} from '../parts/times.ts';
import {WebLink} from '../parts/web-link.tsx';
import {cpuText, memoryOf} from '../run/observed-text.ts';
import {useRun} from '../run/run-context.ts';

/** Facts about a task, and about the processes or container that it has started. */
export function TaskFacts({task}: {readonly task: TaskSnapshot}) {
  const {run} = useRun();
  const observed = run.observed.value.get(task.task);
  const facts: readonly (readonly [string, preact.ComponentChild])[] = [
    [
      'URLs',
      observed && observed.urls.length > 0 && observed.urls.map(url => <WebLink key={url} url={url} />),
    ],
    ['Address', observed?.address],
    ['Process', observed?.pid],
    ['Container', observed?.container],
    ['Machine', observed?.machine],
    ['CPU', cpuText(observed)],
    ['Memory', memoryOf(observed)],
    ['Since', clockTime(run.startMs.value + task.sinceMs)],
    ['Was up at', isOld(task) && clockTime(run.startMs.value + (task.readyAtMs ?? 0))],
    ['Attempts', task.attempt > 1 && task.attempt],
    ['Restarts', task.restarts > 0 && task.restarts],
  ];
  return (
    <dl class="pairs">
      {facts.map(([name, value]) =>
        value === undefined || value === null || value === false || value === '' ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

/** Whether a task was up earlier, but has changed its state since. */
function isOld({readyAtMs, sinceMs}: TaskSnapshot): boolean {
  return readyAtMs !== undefined && readyAtMs !== sinceMs;
}
