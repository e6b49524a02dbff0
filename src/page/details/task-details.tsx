import {useEffect, useRef} from 'preact/hooks';
import {Icon} from '../parts/icon.tsx';
import {StateBadge} from '../parts/state-badge.tsx';
import {taskStates} from '../parts/states.ts';
import {findTask} from '../run/find-task.ts';
import {useRun} from '../run/run-context.ts';
import {shownState} from '../run/task-state.ts';
import {addressOf} from '../shell/parse-route.ts';
import {route as shownRoute} from '../shell/route.ts';
import {FailureDetails} from './failure-details.tsx';
import {NeedsOf} from './needs-of.tsx';
import {OutputsOf} from './outputs-of.tsx';
import {ProbesOf} from './probes-of.tsx';
import {TaskActions} from './task-actions.tsx';
import {TaskFacts} from './task-facts.tsx';
import {WaitsFor} from './waits-for.tsx';

/** All details of a task, next to the view of the run. */
export function TaskDetails({name}: {readonly name: string}) {
  const {run, route} = useRun();
  const panel = useRef<HTMLElement>(null);
  const task = findTask(run.status.value, name);
  const closed = addressOf(run.id, route.view, {logsOf: route.logsOf});
  useEffect(() => moveFocusInto(panel.current, name), [name, task !== undefined]);
  if (!task) return run.isLoaded.value ? <NoSuchTask name={name} closed={closed} /> : null;
  return (
    <aside ref={panel} class="details" tabIndex={-1} aria-label={`Details of ${name}`}>
      <header class="details-head">
        <div>
          <h2>{name}</h2>
          <p class="muted small">{task.kind}</p>
        </div>
        <StateBadge look={taskStates[shownState(run, task)]} />
        <a class="button is-quiet" href={closed} aria-label="Close the details" aria-keyshortcuts="Escape">
          <Icon name="close" />
        </a>
      </header>
      <TaskActions task={task} />
      <WaitsFor task={task} />
      <FailureDetails task={task} />
      <TaskFacts task={task} />
      <ProbesOf task={task} />
      <OutputsOf task={task} />
      <NeedsOf task={task} />
    </aside>
  );
}

/** Moves the focus from a link to the details of a task when they are opened, and back when they are closed. */
function moveFocusInto(panel: HTMLElement | null, name: string): () => void {
  const {activeElement, body} = document;
  // A focused link in the details of another task was removed along with them.
  const isFromLink = activeElement === body || activeElement?.getAttribute('data-item') === name;
  if (panel && isFromLink) panel.focus({preventScroll: true});
  // A panel next to the view is always visible.
  if (panel && getComputedStyle(panel).position !== 'sticky') panel.scrollIntoView({block: 'nearest'});
  return () => {
    // When a focused element is removed, the body gets the focus.
    const {activeElement, body} = document;
    const hadFocus = activeElement === body || panel?.contains(activeElement);
    const isClosed = shownRoute.value.page === 'run' && shownRoute.value.task === undefined;
    if (hadFocus && isClosed)
      document.querySelector<HTMLElement>(`[data-item="${CSS.escape(name)}"]`)?.focus();
  };
}

function NoSuchTask({name, closed}: {readonly name: string; readonly closed: string}) {
  return (
    <aside class="details" aria-label="Details">
      <p>
        This run has no task <code>{name}</code>.
      </p>
      <a class="button" href={closed}>
        Close
      </a>
    </aside>
  );
}
