import {isLive, runById} from '../runs/runs.ts';
import {askToEndRun, askToRestart, startTask, askToStop} from '../actions/ask.ts';
import {addressOf, RUN_VIEWS, type Route} from '../shell/parse-route.ts';
import {go} from '../shell/route.ts';
import type {Shortcuts} from '../shell/shortcuts.ts';
import type {RunModel} from './run-model.ts';
import {isStoppedState} from './task-state.ts';
import {findTask} from './find-task.ts';

/** The shortcuts on the page of a run. */
export function runShortcuts(run: RunModel, route: Extract<Route, {readonly page: 'run'}>): Shortcuts {
  const {view, task} = route;
  const summary = runById(run.id);
  const canAct = summary !== undefined && isLive(summary);
  const selected = task === undefined ? undefined : findTask(run.status.value, task);
  return {
    ...Object.fromEntries(
      RUN_VIEWS.map((each, at) => [String(at + 1), () => go(addressOf(run.id, each, route))]),
    ),
    ...(task !== undefined && {Escape: () => go(addressOf(run.id, view, {logsOf: route.logsOf}))}),
    ...(canAct && {x: () => askToEndRun(run)}),
    ...(canAct &&
      selected && {
        r: () => askToRestart(run, selected.task),
        s: () =>
          isStoppedState(selected.status)
            ? void startTask(run, selected.task)
            : askToStop(run, selected.task),
      }),
  };
}
