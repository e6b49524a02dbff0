import {formatDuration} from '../../vocabulary/duration.ts';

/** `14:03:27.051`, in the time zone of the browser. */
export function clockTime(ms: number): string {
  const date = new Date(ms);
  const two = (part: number): string => String(part).padStart(2, '0');
  const seconds = `${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
  return `${two(date.getHours())}:${two(date.getMinutes())}:${seconds}`;
}

/** `28 Nov 2026, 14:03:27`, formatted for the browser's language. */
export function dateAndTime(ms: number): string {
  return new Intl.DateTimeFormat(undefined, {dateStyle: 'medium', timeStyle: 'medium'}).format(ms);
}

/** Formats an age: `12 s`, `3 m 4 s`, `2 h 10 m`, `5 days`. */
export function age(ms: number): string {
  if (ms >= 2 * DAY_MS) return `${Math.floor(ms / DAY_MS)} days`;
  return formatDuration(Math.max(0, Math.floor(ms / 1000) * 1000)).replace(/^0 ms$/, '0 s');
}

const DAY_MS = 86_400_000;
