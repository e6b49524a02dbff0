import {useEffect, useLayoutEffect} from 'preact/hooks';
import {countText} from '../parts/count-text.ts';
import {useRun} from '../run/run-context.ts';
import {listenForShortcuts} from '../shell/shortcuts.ts';
import {LineDetails} from './line-details.tsx';
import {LogLines} from './log-lines.tsx';
import {moveToMatch, type LogModel} from './log-model.ts';
import {LogSearch} from './log-search.tsx';
import {LogFilters} from './log-filters.tsx';

/** The logs of a run. */
export function LogPanel({log}: {readonly log: LogModel}) {
  const {route} = useRun();
  const tasks = route.logsOf;
  const key = tasks.join('\n');
  useEffect(() => {
    log.filter.value = {...log.filter.peek(), tasks: new Set(tasks)};
  }, [log, key]);
  useLayoutEffect(
    () =>
      listenForShortcuts({
        n: () => moveToMatch(log, 1),
        p: () => moveToMatch(log, -1),
        N: () => moveToMatch(log, -1),
        f: () => switchFollowing(log),
      }),
    [log],
  );
  return (
    <section class="panel log-panel" aria-label="Logs">
      <div class="log-tools">
        <LogSearch log={log} />
        <LogFilters log={log} />
      </div>
      <LogLines log={log} showsTask={tasks.length !== 1} />
      <LineDetails log={log} />
      <LogFoot log={log} />
    </section>
  );
}

function LogFoot({log}: {readonly log: LogModel}) {
  const {rows, isLoaded, isScanning, problem} = log.shown.value;
  const {store, isFollowing} = log;
  const all = store.end - store.first;
  return (
    <footer class="log-foot">
      <span class="muted">
        {rows === all ? `${countText(all)} lines` : `${countText(rows)} of ${countText(all)} lines`}
        {!isLoaded && problem === undefined && ', loading…'}
        {isLoaded && isScanning && ', filtering…'}
        {store.first > 0 && isLoaded && '; `bottle logs` prints older ones'}
      </span>
      {problem !== undefined && <span class="is-bad">{problem}</span>}
      <button
        type="button"
        class={isFollowing.value ? 'button is-small is-on' : 'button is-small'}
        aria-pressed={isFollowing.value}
        aria-keyshortcuts="f"
        onClick={() => switchFollowing(log)}
      >
        Follow
      </button>
    </footer>
  );
}

function switchFollowing({isFollowing, cursor}: LogModel): void {
  isFollowing.value = !isFollowing.value;
  if (isFollowing.value) cursor.value = undefined;
}
