import {Icon} from '../parts/icon.tsx';
import {dateAndTime} from '../parts/times.ts';
import {LineText} from './line-text.tsx';
import type {LogModel} from './log-model.ts';

/** The complete line at the cursor. */
export function LineDetails({log: {store, cursor, shown}}: {readonly log: LogModel}) {
  const number = cursor.value;
  const line = number === undefined ? undefined : store.at(number);
  if (number === undefined || !line) return null;
  return (
    <div class="line-details" role="region" aria-label="Selected line">
      <div class="line-facts muted small">
        <span>{line.task}</span>
        <span>{line.stream}</span>
        <span>{dateAndTime(line.timeMs)}</span>
        <button
          type="button"
          class="button is-quiet is-small"
          aria-label="Close the line"
          onClick={() => (cursor.value = undefined)}
        >
          <Icon name="close" />
        </button>
      </div>
      <pre tabIndex={0} aria-live="polite">
        <LineText text={line.text} marks={shown.value.search?.marksOf(number)} />
      </pre>
    </div>
  );
}
