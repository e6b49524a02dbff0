import type {RunSummary} from '../../schema/ui-api.ts';
import {CodeText} from '../parts/code-text.tsx';
import {StateBadge} from '../parts/state-badge.tsx';
import {runStates} from '../parts/states.ts';
import {age, dateAndTime} from '../parts/times.ts';
import {now} from '../shell/clock.ts';
import {addressOf} from '../shell/parse-route.ts';
import {isLive} from './runs.ts';
import {tasksText} from './tasks-text.ts';

/** A run in the list of all runs. */
export function RunRow({run, isTabStop}: {readonly run: RunSummary; readonly isTabStop: boolean}) {
  const {id, name, file, state, startedAt, failure} = run;
  return (
    <tr class={isLive(run) ? 'is-live' : undefined}>
      <th scope="row">
        <a class="row-link" data-item={id} tabIndex={isTabStop ? 0 : -1} href={addressOf(id, 'overview')}>
          {name}
        </a>
        {name !== id && <span class="muted small">{id}</span>}
      </th>
      <td>
        <StateBadge look={runStates[state]} />
        {failure !== null && (
          <p class="why">
            <CodeText text={failure} />
          </p>
        )}
      </td>
      <td>
        <TaskCounts run={run} />
      </td>
      <td class="nowrap" title={startedAt === null ? undefined : dateAndTime(Date.parse(startedAt))}>
        {startedAt === null ? '–' : `${age(now.value - Date.parse(startedAt))} ago`}
      </td>
      <td class="nowrap">{duration(run)}</td>
      <td class="mono path" title={file ?? undefined}>
        <bdi>{file ?? '–'}</bdi>
      </td>
    </tr>
  );
}

function TaskCounts({run}: {readonly run: RunSummary}) {
  const {up, failed, total, state} = run;
  return (
    <span class="counts">
      <span class={`meter is-${runStates[state].tone}`} aria-hidden="true">
        <span class="meter-value" style={{width: `${(100 * up) / Math.max(1, total)}%`}} />
      </span>
      <span>
        {tasksText(run)}
        {failed > 0 && <span class="is-bad">, {failed} failed</span>}
      </span>
    </span>
  );
}

function duration(run: RunSummary): string {
  if (isLive(run) && run.startedAt !== null) return age(now.value - Date.parse(run.startedAt));
  return run.ageMs === null || run.state === 'dead' ? '–' : age(run.ageMs);
}
