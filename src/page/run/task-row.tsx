import {Component} from 'preact';
import type {TaskSnapshot} from '../../history/task-snapshot.ts';
import type {ListedTaskState} from '../../schema/run-list.ts';
import {StateBadge} from '../parts/state-badge.tsx';
import {taskStates} from '../parts/states.ts';
import {addressOf} from '../shell/parse-route.ts';
import {ObservedText, ObservedUrls} from './observed-cells.tsx';
import {cpuText, memoryOf, processText} from './observed-text.ts';
import type {RunModel} from './run-model.ts';
import type {ReadonlySignal} from '@preact/signals';
import {age} from '../parts/times.ts';
import {now} from '../shell/clock.ts';

interface TaskRowProps {
  readonly run: RunModel;
  readonly task: TaskSnapshot;
  readonly state: ListedTaskState;
  /** Whether the run is over. */
  readonly isOver: boolean;
  readonly isSelected: boolean;
  /** Whether Tab reaches this row; arrow keys reach all rows. */
  readonly isTabStop: boolean;
}

/** A task in the table of tasks. A class component, for `shouldComponentUpdate`, since there may be hundreds of rows, most of them unchanged. */
export class TaskRow extends Component<TaskRowProps> {
  override shouldComponentUpdate(next: TaskRowProps): boolean {
    return (Object.keys(next) as (keyof TaskRowProps)[]).some(key => next[key] !== this.props[key]);
  }

  override render({run, task, state, isOver, isSelected, isTabStop}: TaskRowProps) {
    const name = task.task;
    return (
      <tr class={isSelected ? 'is-selected' : undefined}>
        <th scope="row">
          <a
            class="row-link"
            data-item={name}
            tabIndex={isTabStop ? 0 : -1}
            aria-current={isSelected ? 'true' : undefined}
            href={addressOf(run.id, 'overview', isSelected ? {} : {task: name})}
          >
            {name}
          </a>
          <span class="kind">{task.kind}</span>
        </th>
        <td>
          <StateBadge look={taskStates[state]} />
        </td>
        <td class="nowrap" data-name="Since">
          {isOver ? '' : <Since startMs={run.startMs} sinceMs={task.sinceMs} />}
        </td>
        <td class="number" data-name="Restarts">
          {task.restarts > 0 ? task.restarts : ''}
        </td>
        <td class="mono" data-name="Process">
          <ObservedText run={run} task={name} read={processText} />
        </td>
        <td class="number" data-name="CPU">
          <ObservedText run={run} task={name} read={cpuText} />
        </td>
        <td class="number" data-name="Memory">
          <ObservedText run={run} task={name} read={memoryOf} />
        </td>
        <td>
          <ObservedUrls run={run} task={name} />
        </td>
      </tr>
    );
  }
}

interface SinceProps {
  /** Start time of the run, in milliseconds since 1970. */
  readonly startMs: ReadonlySignal<number>;
  /** In milliseconds since the start of the run. */
  readonly sinceMs: number;
}

/** How long ago something happened in a live run. A separate component, so that only this text is rendered every second. */
function Since({startMs, sinceMs}: SinceProps) {
  return <>{age(now.value - startMs.value - sinceMs)}</>;
}
