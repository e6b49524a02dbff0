import {useComputed, useSignal} from '@preact/signals';
import {moveFocus} from '../parts/roving.ts';
import {taskStates} from '../parts/states.ts';
import {TaskGraph} from '../graph/task-graph.tsx';
import {useRun} from './run-context.ts';
import {TaskRow} from './task-row.tsx';
import {shownState} from './task-state.ts';

/** The tasks of a run, as a graph and as a table. */
export function Overview() {
  return (
    <div class="overview">
      <TaskGraph />
      <TaskTable />
    </div>
  );
}

function TaskTable() {
  const {run, route} = useRun();
  const filter = useSignal('');
  const shown = useComputed(() => {
    const {tasks} = run.status.value;
    if (filter.value === '') return tasks;
    const words = filter.value.toLowerCase().split(/\s+/);
    return tasks.filter(task => {
      const text = `${task.task} ${task.kind} ${taskStates[shownState(run, task)].label}`.toLowerCase();
      return words.every(word => text.includes(word));
    });
  });
  const tabStop = shown.value.find(({task}) => task === route.task) ?? shown.value[0];
  return (
    <section class="panel" aria-labelledby="tasks-title">
      <div class="panel-head">
        <h2 id="tasks-title">Tasks</h2>
        <input
          class="field"
          type="search"
          data-search
          placeholder="Filter by name, kind or state"
          aria-label="Filter the tasks"
          value={filter}
          onInput={({currentTarget}) => (filter.value = currentTarget.value)}
        />
      </div>
      <table class="table tasks-table" onKeyDown={event => void moveFocus(event.currentTarget, event)}>
        <thead>
          <tr>
            <th scope="col">Task</th>
            <th scope="col">State</th>
            <th scope="col">Since</th>
            <th scope="col" class="number">
              Restarts
            </th>
            <th scope="col">Process</th>
            <th scope="col" class="number">
              CPU
            </th>
            <th scope="col" class="number">
              Memory
            </th>
            <th scope="col">URL or address</th>
          </tr>
        </thead>
        <tbody>
          {shown.value.map(task => (
            <TaskRow
              key={task.task}
              run={run}
              task={task}
              state={shownState(run, task)}
              isOver={run.over.value !== undefined}
              isSelected={task.task === route.task}
              isTabStop={task === tabStop}
            />
          ))}
        </tbody>
      </table>
      {shown.value.length === 0 && run.isLoaded.value && <p class="empty">No task matches the filter.</p>}
    </section>
  );
}
