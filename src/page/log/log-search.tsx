import {countText} from '../parts/count-text.ts';
import {Icon} from '../parts/icon.tsx';
import {matchAtCursor, moveToMatch, type LogModel} from './log-model.ts';

/** The controls to search a log by regular expression. */
export function LogSearch({log}: {readonly log: LogModel}) {
  const {searchProblem: problem} = log.shown.value;
  return (
    <div class="log-search" role="search">
      <input
        class="field"
        type="search"
        data-search
        placeholder="Search (regular expression)"
        aria-label="Search the logs by a regular expression"
        aria-invalid={problem !== undefined}
        aria-describedby="search-result"
        spellcheck={false}
        autocomplete="off"
        value={log.search}
        onInput={({currentTarget}) => (log.search.value = currentTarget.value)}
        onKeyDown={event => {
          if (event.key === 'Enter') moveToMatch(log, event.shiftKey ? -1 : 1);
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <span id="search-result" class={problem === undefined ? 'muted' : 'is-bad'} aria-live="polite">
        {problem ?? resultText(log)}
      </span>
      <div class="button-group">
        <button
          type="button"
          class="button is-small"
          aria-label="Previous match"
          aria-keyshortcuts="p"
          title="Previous match (p)"
          onClick={() => moveToMatch(log, -1)}
        >
          <Icon name="up" />
        </button>
        <button
          type="button"
          class="button is-small"
          aria-label="Next match"
          aria-keyshortcuts="n"
          title="Next match (n)"
          onClick={() => moveToMatch(log, 1)}
        >
          <Icon name="down" />
        </button>
      </div>
    </div>
  );
}

/** `3 of 120`, `120 lines match`; with an ellipsis while lines are still being searched. */
function resultText(log: LogModel): string {
  if (log.search.value === '') return '';
  const {matches, isScanning} = log.shown.value;
  const at = matchAtCursor(log);
  const more = isScanning ? '…' : '';
  const count = countText(matches);
  if (at > 0) return `${countText(at)} of ${count}${more}`;
  if (matches === 0) return isScanning ? '…' : 'no line matches';
  return `${count}${more} ${matches === 1 ? 'line matches' : 'lines match'}`;
}
