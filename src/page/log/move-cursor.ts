import {batch} from '@preact/signals';
import type {LogModel} from './log-model.ts';
import {firstAtLeast} from './log-view.ts';

/** Moves the cursor of a log if the key is bound to that. Returns whether it is. */
export function moveCursor(log: LogModel, event: KeyboardEvent, page: number): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  const {rows} = log.shown.value.view;
  const {cursor, isFollowing} = log;
  const at = cursor.value === undefined ? rows.length : firstAtLeast(rows, cursor.value);
  const next = target(event.key, at, {page, last: rows.length - 1});
  if (next === undefined || rows.length === 0) return false;
  batch(() => {
    isFollowing.value = false;
    cursor.value = rows[Math.max(0, Math.min(rows.length - 1, next))];
  });
  return true;
}

function target(
  key: string,
  at: number,
  {page, last}: {readonly page: number; readonly last: number},
): number | undefined {
  switch (key) {
    case 'ArrowUp':
    case 'k':
      return at - 1;
    case 'ArrowDown':
    case 'j':
      return at + 1;
    case 'PageUp':
      return at - page;
    case 'PageDown':
      return at + page;
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
