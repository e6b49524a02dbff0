import type {TaskSnapshot} from '../../history/task-snapshot.ts';
import {askToRestart, askToStop, startTask} from '../actions/ask.ts';
import {Icon} from '../parts/icon.tsx';
import {useRun} from '../run/run-context.ts';
import {isStoppedState, shownState} from '../run/task-state.ts';
import {isLive, runById} from '../runs/runs.ts';
import {addressOf} from '../shell/parse-route.ts';

/** The actions for a task: its logs, and in a live run, to restart, start or stop it. */
export function TaskActions({task}: {readonly task: TaskSnapshot}) {
  const {run} = useRun();
  const summary = runById(run.id);
  const canAct = summary !== undefined && isLive(summary) && summary.state !== 'stopping';
  const isStopped = isStoppedState(shownState(run, task));
  return (
    <div class="button-row">
      <a class="button is-primary" href={addressOf(run.id, 'logs', {task: task.task, logsOf: [task.task]})}>
        Logs
      </a>
      {canAct && (
        <button
          type="button"
          class="button"
          aria-keyshortcuts="r"
          onClick={() => askToRestart(run, task.task)}
        >
          <Icon name="restart" />
          Restart…
        </button>
      )}
      {canAct && !isStopped && (
        <button type="button" class="button" aria-keyshortcuts="s" onClick={() => askToStop(run, task.task)}>
          <Icon name="square" />
          Stop…
        </button>
      )}
      {canAct && isStopped && (
        <button
          type="button"
          class="button"
          aria-keyshortcuts="s"
          onClick={() => void startTask(run, task.task)}
        >
          <Icon name="play" />
          Start
        </button>
      )}
    </div>
  );
}
