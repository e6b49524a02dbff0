import {useSignal} from '@preact/signals';
import {useEffect, useMemo, useRef} from 'preact/hooks';
import {useRun} from '../run/run-context.ts';
import {GraphEdges} from './graph-edges.tsx';
import {GraphNode} from './graph-node.tsx';
import {moveInGraph} from './move-in-graph.ts';
import {MARGIN, placeTasks} from './place-tasks.ts';
import {shownState} from '../run/task-state.ts';
import type {PlacedNode} from '../../drawing/drawn-graph.ts';

const SMALLEST = 0.25;

/** The smallest initial scale. Names are unreadable at smaller scales, so a larger graph is scrolled. */
const READABLE = 0.6;

/** A graph of the tasks of a run and their needs, with waves as columns from left to right. */
export function TaskGraph() {
  const {run, route} = useRun();
  const {tasks} = run.status.value;
  const shape = tasks.map(({task, needs}) => `${task}:${needs.map(need => need.task).join(',')}`).join(';');
  // States change all the time, but the layout changes only if tasks join.
  const {layout, widths, origins} = useMemo(() => placeTasks(tasks), [shape]);
  const frame = useRef<HTMLDivElement>(null);
  const scale = useSignal(1);
  const width = layout.width + 2 * MARGIN;
  const height = layout.height + 2 * MARGIN;
  const fit = (): void => {
    const {clientWidth = width} = frame.current ?? {};
    scale.value = Math.max(READABLE, Math.min(1, clientWidth / width));
  };
  useEffect(fit, [shape]);
  useEffect(() => {
    const place = layout.nodes.find(({id}) => id === route.task);
    if (frame.current && place) bringIntoSight(frame.current, place, scale.peek());
  }, [route.task, layout, scale]);
  if (tasks.length === 0) return null;
  const tabStop = route.task ?? tasks[0]?.task;
  return (
    <section class="panel graph-panel" aria-labelledby="graph-title">
      <div class="panel-head">
        <h2 id="graph-title">Graph</h2>
        <Legend />
        <ZoomButtons
          onZoom={factor => (scale.value = Math.min(2, Math.max(SMALLEST, scale.value * factor)))}
          onFit={fit}
        />
      </div>
      <div ref={frame} class="graph" onKeyDown={event => moveInGraph(event.currentTarget, event)}>
        <svg
          width={width * scale.value}
          height={height * scale.value}
          viewBox={`${-MARGIN} ${-MARGIN} ${width} ${height}`}
          role="group"
          aria-label={`Graph of ${tasks.length} tasks`}
        >
          <GraphEdges edges={layout.edges} origins={origins} selected={route.task} />
          {layout.nodes.map((place, at) => {
            const task = tasks[at];
            return (
              task && (
                <GraphNode
                  key={task.task}
                  run={run.id}
                  task={task}
                  state={shownState(run, task)}
                  place={place}
                  width={widths.get(task.task) ?? 0}
                  isSelected={task.task === route.task}
                  isTabStop={task.task === tabStop}
                />
              )
            );
          })}
        </svg>
      </div>
    </section>
  );
}

function Legend() {
  return (
    <ul class="legend" aria-label="Lines by the origin of the need">
      {(['needs', 'reference', 'key'] as const).map(origin => (
        <li key={origin}>
          <svg viewBox="0 0 24 8" aria-hidden="true">
            <path class={`edge is-${origin}`} d="M0 4H24" />
          </svg>
          {origin}
        </li>
      ))}
    </ul>
  );
}

interface ZoomButtonsProps {
  readonly onZoom: (factor: number) => void;
  readonly onFit: () => void;
}

function ZoomButtons({onZoom, onFit}: ZoomButtonsProps) {
  return (
    <div class="button-group">
      <button type="button" class="button is-small" aria-label="Zoom out" onClick={() => onZoom(0.8)}>
        −
      </button>
      <button type="button" class="button is-small" onClick={onFit}>
        Fit
      </button>
      <button type="button" class="button is-small" aria-label="Zoom in" onClick={() => onZoom(1.25)}>
        <span aria-hidden="true">+</span>
      </button>
    </div>
  );
}

/** Scrolls a node into view, moving only the frame of the graph. */
function bringIntoSight(frame: HTMLElement, {x, y}: PlacedNode, scale: number): void {
  const {scrollLeft, scrollTop, clientWidth, clientHeight} = frame;
  const [left, top] = [(x + MARGIN) * scale, (y + MARGIN) * scale];
  if (left < scrollLeft || left > scrollLeft + clientWidth - ROOM) frame.scrollLeft = left - clientWidth / 2;
  if (top < scrollTop || top > scrollTop + clientHeight - ROOM / 2) frame.scrollTop = top - clientHeight / 2;
}

/** Space for the node itself. */
const ROOM = 120;
