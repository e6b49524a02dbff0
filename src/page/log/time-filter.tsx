import {useSignal} from '@preact/signals';
import type {LogFilter} from './log-filter.ts';

type Range = Pick<LogFilter, 'sinceMs' | 'untilMs'>;

const MINUTES = [1, 5, 15, 60] as const;

/** The control to choose the time range of the shown lines. */
export function TimeFilter({onChange}: {readonly onChange: (range: Range) => void}) {
  const choice = useSignal('');
  const since = useSignal('');
  const until = useSignal('');
  const choose = (value: string): void => {
    choice.value = value;
    const minutes = Number(value);
    const sinceMs = value === '' || value === 'range' ? undefined : Date.now() - minutes * 60_000;
    onChange(value === 'range' ? rangeOf(since.value, until.value) : {sinceMs, untilMs: undefined});
  };
  return (
    <>
      <label>
        <span class="visually-hidden">Time</span>
        <select class="field" value={choice} onChange={({currentTarget}) => choose(currentTarget.value)}>
          <option value="">Any time</option>
          {MINUTES.map(minutes => (
            <option key={minutes} value={minutes}>
              {minutes === 1 ? 'Last minute' : `Last ${minutes} minutes`}
            </option>
          ))}
          <option value="range">Between…</option>
        </select>
      </label>
      {choice.value === 'range' &&
        [since, until].map((bound, at) => (
          <input
            key={at}
            class="field"
            type="datetime-local"
            step="1"
            aria-label={at === 0 ? 'Since' : 'Until'}
            value={bound}
            onInput={({currentTarget}) => {
              bound.value = currentTarget.value;
              onChange(rangeOf(since.value, until.value));
            }}
          />
        ))}
    </>
  );
}

/** The bounds of a time range. The last second is included completely. */
function rangeOf(since: string, until: string): Range {
  return {
    sinceMs: since === '' ? undefined : Date.parse(since),
    untilMs: until === '' ? undefined : Date.parse(until) + 999,
  };
}
