import {useEffect, useLayoutEffect, useMemo, useRef} from 'preact/hooks';
import {addressOf, RUN_VIEWS, type Route, type RunView} from '../shell/parse-route.ts';
import {go} from '../shell/route.ts';
import {listenForShortcuts} from '../shell/shortcuts.ts';
import {TaskDetails} from '../details/task-details.tsx';
import {openLog, type LogModel} from '../log/log-model.ts';
import {LogPanel} from '../log/log-panel.tsx';
import {runById} from '../runs/runs.ts';
import {TimelineView} from '../timeline/timeline-view.tsx';
import {FailurePanel} from './failure-panel.tsx';
import {Overview} from './overview.tsx';
import {RunContext} from './run-context.ts';
import {RunHeader} from './run-header.tsx';
import {openRun} from './run-model.ts';
import {runShortcuts} from './run-shortcuts.ts';

type RunRoute = Extract<Route, {readonly page: 'run'}>;

/** A run with its failure, tasks, timeline and logs. */
export function RunPage({route}: {readonly route: RunRoute}) {
  const run = useMemo(() => openRun(route.run), [route.run]);
  const log = useRef<LogModel>(undefined);
  const name = runById(route.run)?.name ?? run.status.value.started?.runName ?? route.run;
  useEffect(
    () => () => {
      run.close();
      log.current?.close();
    },
    [run],
  );
  useEffect(() => {
    document.title = `${name} – bottle`;
  }, [name]);
  // In a layout effect, since another key may follow immediately after the one that opened the page.
  useLayoutEffect(() => listenForShortcuts(runShortcuts(run, route)), [run, route]);
  if (run.over.value === 'gone' && run.status.value.started === undefined)
    return <NoSuchRun id={route.run} />;

  const {view, task} = route;
  return (
    <RunContext.Provider value={{run, route}}>
      <div class={`page run-page is-${view}`}>
        <RunHeader name={name} />
        {view === 'overview' && <FailurePanel />}
        <ViewLinks route={route} />
        <div class={task === undefined ? 'split' : 'split has-details'}>
          <div class="split-main">
            {view === 'overview' && <Overview />}
            {view === 'timeline' && <TimelineView />}
            {view === 'logs' && <LogPanel log={(log.current ??= openLog(run.id))} />}
          </div>
          {task !== undefined && <TaskDetails key={task} name={task} />}
        </div>
      </div>
    </RunContext.Provider>
  );
}

function ViewLinks({route}: {readonly route: RunRoute}) {
  return (
    <nav class="views" aria-label="Views of the run">
      {RUN_VIEWS.map((view, at) => (
        <a
          key={view}
          href={addressOf(route.run, view, route)}
          aria-current={view === route.view ? 'page' : undefined}
          aria-keyshortcuts={String(at + 1)}
        >
          {VIEW_NAMES[view]}
        </a>
      ))}
    </nav>
  );
}

const VIEW_NAMES: Readonly<Record<RunView, string>> = {
  overview: 'Overview',
  timeline: 'Timeline',
  logs: 'Logs',
};

function NoSuchRun({id}: {readonly id: string}) {
  return (
    <div class="page">
      <p class="empty">
        There is no run <code>{id}</code> on this machine. It may have been deleted.{' '}
        <button type="button" class="button" onClick={() => go('#/')}>
          Show all runs
        </button>
      </p>
    </div>
  );
}
