import type {TaskSnapshot} from '../../history/task-snapshot.ts';
import type {PlannedNeed} from '../../vocabulary/event.ts';
import {StateBadge} from '../parts/state-badge.tsx';
import {taskStates} from '../parts/states.ts';
import {findTask} from '../run/find-task.ts';
import {useRun} from '../run/run-context.ts';
import {shownState} from '../run/task-state.ts';
import {addressOf} from '../shell/parse-route.ts';
import {Section} from './section.tsx';

/** The needs of a task, and the tasks that need it. */
export function NeedsOf({task}: {readonly task: TaskSnapshot}) {
  const {run} = useRun();
  const needed = [...new Set(task.needs.map(need => need.task))];
  const dependents = run.status.value.tasks.filter(({needs}) => needs.some(need => need.task === task.task));
  return (
    <>
      {needed.length > 0 && (
        <Section title="Needs">
          <ul class="list">
            {needed.map(name => (
              <TaskItem
                key={name}
                name={name}
                note={task.needs
                  .filter(need => need.task === name)
                  .map(needText)
                  .join(', ')}
              />
            ))}
          </ul>
        </Section>
      )}
      {dependents.length > 0 && (
        <Section title="Needed by">
          <ul class="list">
            {dependents.map(each => (
              <TaskItem key={each.task} name={each.task} />
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

/** `ready, by needs`. */
function needText({condition, origin, text}: PlannedNeed): string {
  return `${condition}, by ${origin === 'needs' ? 'needs' : text}`;
}

function TaskItem({name, note}: {readonly name: string; readonly note?: string}) {
  const {run, route} = useRun();
  const task = findTask(run.status.value, name);
  return (
    <li>
      <div class="list-head">
        <a href={addressOf(run.id, route.view, {...route, task: name})}>{name}</a>
        {task && <StateBadge look={taskStates[shownState(run, task)]} />}
      </div>
      {note !== undefined && <p class="muted small mono">{note}</p>}
    </li>
  );
}
