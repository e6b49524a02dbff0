import {Component} from 'preact';
import type {PlacedNode} from '../../drawing/drawn-graph.ts';
import type {TaskSnapshot} from '../../history/task-snapshot.ts';
import type {ListedTaskState} from '../../schema/run-list.ts';
import {Icon} from '../parts/icon.tsx';
import {taskStates} from '../parts/states.ts';
import {addressOf} from '../shell/parse-route.ts';
import {fittingName, NODE_HEIGHT} from './place-tasks.ts';

interface GraphNodeProps {
  /** The id of the run. */
  readonly run: string;
  readonly task: TaskSnapshot;
  readonly state: ListedTaskState;
  readonly place: PlacedNode;
  readonly width: number;
  readonly isSelected: boolean;
  readonly isTabStop: boolean;
}

/** A task in the graph, as a link to its details. A class component, for `shouldComponentUpdate`. */
export class GraphNode extends Component<GraphNodeProps> {
  override shouldComponentUpdate(next: GraphNodeProps): boolean {
    const {state, place, isSelected, isTabStop} = this.props;
    return (
      next.state !== state ||
      next.place !== place ||
      next.isSelected !== isSelected ||
      next.isTabStop !== isTabStop
    );
  }

  override render({run, task: {task, kind}, state, place, width, isSelected, isTabStop}: GraphNodeProps) {
    const {label, tone, icon} = taskStates[state];
    const shownName = fittingName(task);
    return (
      <a
        href={addressOf(run, 'overview', isSelected ? {} : {task})}
        class={`node is-${tone}${isSelected ? ' is-selected' : ''}`}
        tabIndex={isTabStop ? 0 : -1}
        data-item={task}
        aria-label={`${shownName} ${kind} · ${label}`}
        aria-current={isSelected ? 'true' : undefined}
      >
        <rect x={place.x} y={place.y} width={width} height={NODE_HEIGHT} rx={8} />
        <svg x={place.x + 10} y={place.y + 12} width={16} height={16}>
          <Icon name={icon} />
        </svg>
        <text class="node-name" x={place.x + 33} y={place.y + 18}>
          {shownName}
        </text>{' '}
        <text class="node-kind" x={place.x + 33} y={place.y + 32}>
          {kind} · {label}
        </text>
      </a>
    );
  }
}
