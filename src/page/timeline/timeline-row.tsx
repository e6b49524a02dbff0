import type {CriticalStep, Phase, TaskTimeline} from '../../timeline/timeline.ts';
import {PHASE_LOOKS} from '../../cli/views/timeline/phases.ts';
import {formatDuration} from '../../vocabulary/duration.ts';
import {useRun} from '../run/run-context.ts';
import {addressOf} from '../shell/parse-route.ts';
import {GROUP_OF} from './phase-groups.ts';

interface TimelineRowProps {
  readonly task: TaskTimeline;
  /** The step of this task on the critical path, if any. */
  readonly step: CriticalStep | undefined;
  /** The end of the scale. */
  readonly toMs: number;
  /** The end of phases that have not ended. */
  readonly endMs: number;
  readonly isTabStop: boolean;
}

/** A task with its phases as a bar. */
export function TimelineRow({task, step, toMs, endMs, isTabStop}: TimelineRowProps) {
  const {run, route} = useRun();
  const isSelected = route.task === task.task;
  const classes = [
    'timeline-row',
    ...(task.isCritical ? ['is-critical'] : []),
    ...(isSelected ? ['is-selected'] : []),
  ];
  return (
    <li class={classes.join(' ')}>
      <a
        class="timeline-name"
        data-item={task.task}
        tabIndex={isTabStop ? 0 : -1}
        aria-current={isSelected ? 'true' : undefined}
        href={addressOf(run.id, 'timeline', isSelected ? {} : {task: task.task})}
      >
        {task.task}
      </a>
      <div class="timeline-bar" aria-hidden="true">
        {task.phases
          .filter(({fromMs}) => fromMs < toMs)
          .map(phase => (
            <Segment key={phase.fromMs} phase={phase} toMs={toMs} endMs={endMs} />
          ))}
        {step && (
          <span
            class="critical-step"
            style={{left: percent(step.fromMs, toMs), width: percent(step.toMs - step.fromMs, toMs)}}
          />
        )}
        {task.outcome === 'failed' && task.settledAtMs !== undefined && task.settledAtMs <= toMs && (
          <span class="failed-mark" style={{left: percent(task.settledAtMs, toMs)}} title="failed">
            ✕
          </span>
        )}
      </div>
      <span class="timeline-note">{noteOf(task)}</span>
      <span class="visually-hidden">{task.phases.map(phase => phaseText(phase, endMs)).join(', ')}</span>
    </li>
  );
}

function Segment({
  phase,
  toMs,
  endMs,
}: {
  readonly phase: Phase;
  readonly toMs: number;
  readonly endMs: number;
}) {
  const {what, fromMs} = phase;
  const end = Math.min(toMs, phase.toMs ?? endMs);
  return (
    <span
      class={`segment is-${GROUP_OF[what]}`}
      style={{left: percent(fromMs, toMs), width: percent(end - fromMs, toMs)}}
      title={phaseText(phase, endMs)}
    />
  );
}

function percent(ms: number, toMs: number): string {
  return `${(100 * ms) / toMs}%`;
}

/** `probing 1.2 s`. */
function phaseText({what, fromMs, toMs}: Phase, endMs: number): string {
  return `${PHASE_LOOKS[what].text} ${formatDuration((toMs ?? endMs) - fromMs)}`;
}

function noteOf({isCritical, outcome, slackMs}: TaskTimeline): string {
  if (outcome === 'failed' || outcome === 'cancelled' || outcome === 'skipped') return outcome;
  if (isCritical) return 'critical';
  return slackMs === undefined ? '' : `${formatDuration(slackMs)} slack`;
}
