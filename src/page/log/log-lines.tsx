import {useSignal} from '@preact/signals';
import {useEffect, useLayoutEffect, useRef} from 'preact/hooks';
import {isDark} from '../shell/theme.ts';
import {LogRow} from './log-row.tsx';
import type {LogModel} from './log-model.ts';
import {moveCursor} from './move-cursor.ts';
import {firstAtLeast} from './log-view.ts';
import {ROW_HEIGHT, scrollTo, visibleRows} from './visible-rows.ts';

/**
 * The lines of a log. Only visible lines are elements, so that hundreds of thousands of lines can be scrolled. Screen readers do not
 * announce new lines; they read the line at the cursor, which the arrow keys move.
 */
export function LogLines({log, showsTask}: {readonly log: LogModel; readonly showsTask: boolean}) {
  const scroller = useRef<HTMLDivElement>(null);
  const scrollTop = useSignal(0);
  const height = useSignal(0);
  const {shown, cursor, isFollowing, store} = log;
  const {view, rows, search} = shown.value;
  const total = rows * ROW_HEIGHT;
  const top = isFollowing.value ? Math.max(0, total - height.value) : scrollTop.value;
  const {from, to} = visibleRows(top, height.value, rows, isFollowing.value ? 0 : undefined);

  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => (height.value = entry?.contentRect.height ?? 0));
    if (scroller.current) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, [height]);
  useLayoutEffect(() => {
    if (isFollowing.value && scroller.current) scroller.current.scrollTop = total;
  });
  useLayoutEffect(() => {
    if (cursor.value === undefined || isFollowing.value || !scroller.current) return;
    const row = firstAtLeast(log.shown.value.view.rows, cursor.value);
    const next = scrollTo(row, scroller.current.scrollTop, scroller.current.clientHeight);
    if (next !== undefined) scroller.current.scrollTop = next;
  }, [cursor.value, isFollowing.value, log]);

  const onScroll = ({currentTarget}: {readonly currentTarget: HTMLElement}): void => {
    const isAtEnd = currentTarget.scrollTop + currentTarget.clientHeight >= currentTarget.scrollHeight - 2;
    const movedUp = currentTarget.scrollTop < scrollTop.peek() - 1;
    if (isAtEnd && !movedUp && cursor.peek() === undefined) isFollowing.value = true;
    else if (movedUp && !isAtEnd) isFollowing.value = false;
    scrollTop.value = currentTarget.scrollTop;
  };
  const lines = Array.from({length: to - from}, (_, at) => view.rows[from + at] ?? -1);
  return (
    <div
      ref={scroller}
      class="log-lines"
      role="listbox"
      aria-label="Log lines"
      aria-activedescendant={cursor.value !== undefined ? `line-${cursor.value}` : undefined}
      tabIndex={0}
      onScroll={onScroll}
      onKeyDown={event => {
        if (moveCursor(log, event, Math.floor(height.value / ROW_HEIGHT))) event.preventDefault();
      }}
    >
      <div class="log-space" role="presentation" style={{height: `${total}px`}}>
        <div class="log-window" role="presentation" style={{transform: `translateY(${from * ROW_HEIGHT}px)`}}>
          {lines.map((number, at) => (
            <LogRow
              // While following, rows are reused for new lines. Otherwise rows keep their lines, so that selected text stays selected.
              key={isFollowing.value ? at : number}
              number={number}
              line={store.at(number)}
              isCurrent={number === cursor.value}
              marks={search?.marksOf(number)}
              showsTask={showsTask}
              isDark={isDark.value}
              onSelect={() => {
                isFollowing.value = false;
                cursor.value = number;
              }}
            />
          ))}
        </div>
      </div>
    </div>
  );
}
