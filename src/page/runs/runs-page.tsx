import {useComputed, useSignal} from '@preact/signals';
import {useEffect, useRef} from 'preact/hooks';
import type {RunSummary} from '../../schema/ui-api.ts';
import {connection} from '../api/connection.ts';
import {moveFocus} from '../parts/roving.ts';
import {RunRow} from './run-row.tsx';
import {isLive, runs} from './runs.ts';

/** All runs on this machine. */
export function RunsPage() {
  const filter = useSignal('');
  const list = useRef<HTMLTableElement>(null);
  const shown = useComputed(() => runs.value?.filter(run => matches(run, filter.value)));
  useEffect(() => {
    document.title = 'Runs – bottle';
  }, []);
  return (
    <div class="page">
      <div class="page-head">
        <h1>Runs</h1>
        <p class="muted">{runs.value ? countText(runs.value) : 'Loading…'}</p>
        <input
          class="field"
          type="search"
          data-search
          placeholder="Filter by name, file or state"
          aria-label="Filter the runs"
          value={filter}
          onInput={({currentTarget}) => (filter.value = currentTarget.value)}
          onKeyDown={event => {
            if (event.key === 'ArrowDown' && list.current) moveFocus(list.current, event);
          }}
        />
      </div>
      {shown.value?.length === 0 && <NoRuns isFiltered={filter.value !== ''} />}
      {shown.value !== undefined && shown.value.length > 0 && (
        <table
          ref={list}
          class="table runs-table"
          onKeyDown={event => void moveFocus(event.currentTarget, event)}
        >
          <RunsHead />
          <tbody>
            {shown.value.map((run, at) => (
              <RunRow key={run.id} run={run} isTabStop={at === 0} />
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function RunsHead() {
  return (
    <thead>
      <tr>
        <th scope="col">Run</th>
        <th scope="col">State</th>
        <th scope="col">Tasks</th>
        <th scope="col">Started</th>
        <th scope="col">Lasted</th>
        <th scope="col">Launch file</th>
      </tr>
    </thead>
  );
}

function NoRuns({isFiltered}: {readonly isFiltered: boolean}) {
  if (isFiltered) return <p class="empty">No run matches the filter.</p>;
  if (connection.value !== 'open') return null;
  return (
    <p class="empty">
      There are no runs on this machine yet. Start one with <code>bottle run</code>; it appears here
      immediately.
    </p>
  );
}

function matches({name, file, state, id}: RunSummary, filter: string): boolean {
  const text = `${name} ${file ?? ''} ${state} ${id}`.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.includes(word));
}

function countText(all: readonly RunSummary[]): string {
  const live = all.filter(isLive).length;
  const bad = all.filter(({state}) => state === 'failed' || state === 'dead').length;
  const counts = [
    `${live} live`,
    `${all.length - live} ended`,
    ...(bad > 0 ? [`${bad} failed or dead`] : []),
  ];
  return counts.join(' · ');
}
