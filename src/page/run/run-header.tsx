import {askToEndRun} from '../actions/ask.ts';
import {Icon} from '../parts/icon.tsx';
import {StateBadge} from '../parts/state-badge.tsx';
import {runStates} from '../parts/states.ts';
import {age, dateAndTime} from '../parts/times.ts';
import {isLive, runById} from '../runs/runs.ts';
import {tasksText} from '../runs/tasks-text.ts';
import {now} from '../shell/clock.ts';
import {useRun} from './run-context.ts';

/** The name and state of a run, facts about it, and the button to end it. */
export function RunHeader({name}: {readonly name: string}) {
  const {run} = useRun();
  const summary = runById(run.id);
  return (
    <header class="run-head">
      <div class="run-title">
        <h1>{name}</h1>
        {summary && <StateBadge look={runStates[summary.state]} detail={tasksText(summary)} />}
        <span class="spacer" />
        {summary && (isLive(summary) || summary.state === 'dead') && (
          <button type="button" class="button is-bad" aria-keyshortcuts="x" onClick={() => askToEndRun(run)}>
            <Icon name="square" />
            {summary.state === 'dead' ? 'Clean up…' : 'End run…'}
          </button>
        )}
      </div>
      <Facts />
    </header>
  );
}

function Facts() {
  const {run} = useRun();
  const {started, ended} = run.status.value;
  if (!started) return null;
  const startMs = run.startMs.value;
  const isOver = ended !== undefined || run.over.value !== undefined;
  const lastedMs = isOver ? run.status.value.atMs : now.value - startMs;
  return (
    <dl class="facts">
      <Fact name="File">
        <span class="mono wrap">{started.file}</span>
      </Fact>
      <Fact name="Started">
        {dateAndTime(startMs)} <span class="muted">({age(now.value - startMs)} ago)</span>
      </Fact>
      <Fact name={isOver ? 'Lasted' : 'Running for'}>{age(lastedMs)}</Fact>
      <Fact name="Process">
        {started.pid}
        {started.detached ? ', detached' : ''}
      </Fact>
      <Fact name="Run">
        <span class="mono">{run.id}</span>
      </Fact>
      {ended && <Fact name="Exit code">{ended.exitCode}</Fact>}
    </dl>
  );
}

function Fact({name, children}: {readonly name: string; readonly children: preact.ComponentChildren}) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
