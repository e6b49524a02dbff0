import {formatDuration} from '../../vocabulary/duration.ts';

/** Formats a growing duration, in whole seconds. */
export function formatSeconds(ms: number): string {
  return ms < 1000 ? '0 s' : formatDuration(Math.floor(ms / 1000) * 1000);
}
