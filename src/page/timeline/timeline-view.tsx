import {useComputed, useSignal} from '@preact/signals';
import {savingText, stepText} from '../../cli/views/timeline/words.ts';
import {timelineAt} from '../../timeline/timeline-of.ts';
import type {Timeline} from '../../timeline/timeline.ts';
import {formatDuration} from '../../vocabulary/duration.ts';
import {CodeText} from '../parts/code-text.tsx';
import {moveFocus} from '../parts/roving.ts';
import {useRun} from '../run/run-context.ts';
import {now} from '../shell/clock.ts';
import {PHASE_GROUPS} from './phase-groups.ts';
import {hasLongTail, shownRange, type RangeName} from './range.ts';
import {TimeAxis} from './time-axis.tsx';
import {TimelineRow} from './timeline-row.tsx';

/** The timeline of a run: a bar for each task. */
export function TimelineView() {
  const {run, route} = useRun();
  const range = useSignal<RangeName | undefined>(undefined);
  const timeline = useComputed(() => {
    const nowMs = run.over.value === undefined ? now.value - run.startMs.value : undefined;
    return timelineAt(run.recording.value, nowMs);
  }).value;
  if (!timeline) return null;
  const shown = range.value ?? (hasLongTail(timeline) ? 'startup' : 'all');
  const span = shownRange(timeline, shown);
  const tasks = timeline.tasks.toSorted((one, other) => startOf(one) - startOf(other));
  const tabStop = route.task ?? tasks[0]?.task;
  return (
    <section class="panel" aria-labelledby="timeline-title">
      <div class="panel-head">
        <h2 id="timeline-title">Timeline</h2>
        <PhaseLegend />
        <RangeButtons shown={shown} onChange={name => (range.value = name)} />
      </div>
      <Findings timeline={timeline} />
      <div class="timeline" onKeyDown={event => void moveFocus(event.currentTarget, event)}>
        <TimeAxis toMs={span} />
        <ol aria-label="Tasks by their start">
          {tasks.map(task => (
            <TimelineRow
              key={task.task}
              task={task}
              step={timeline.steps.find(step => step.task === task.task)}
              toMs={span}
              endMs={timeline.endMs}
              isTabStop={task.task === tabStop}
            />
          ))}
        </ol>
      </div>
    </section>
  );
}

function startOf({phases}: Timeline['tasks'][number]): number {
  return phases.find(({what}) => what === 'starting')?.fromMs ?? Infinity;
}

/** The critical path, and the change that would save the most. */
function Findings({timeline: {steps, readyAtMs, saving}}: {readonly timeline: Timeline}) {
  if (steps.length === 0) return null;
  return (
    <div class="findings">
      <p>
        <strong>Critical path</strong>
        {readyAtMs !== undefined && `, ready after ${formatDuration(readyAtMs)}`}:{' '}
        {steps.map(stepText).join(' → ')}
      </p>
      {saving && (
        <p>
          <strong>Would save the most</strong>: <CodeText text={savingText(saving)} />
        </p>
      )}
    </div>
  );
}

function PhaseLegend() {
  return (
    <ul class="legend">
      {PHASE_GROUPS.map(({name, label}) => (
        <li key={name}>
          <span class={`swatch is-${name}`} />
          {label}
        </li>
      ))}
    </ul>
  );
}

interface RangeButtonsProps {
  readonly shown: RangeName;
  readonly onChange: (name: RangeName) => void;
}

function RangeButtons({shown, onChange}: RangeButtonsProps) {
  return (
    <div class="button-group" role="group" aria-label="Time range">
      {(['startup', 'all'] as const).map(name => (
        <button
          key={name}
          type="button"
          class={name === shown ? 'button is-small is-on' : 'button is-small'}
          aria-pressed={name === shown}
          onClick={() => onChange(name)}
        >
          {name === 'startup' ? 'Startup' : 'Whole run'}
        </button>
      ))}
    </div>
  );
}
