import {signal} from '@preact/signals';

/** The text of the live region, which screen readers read out. */
export const announcement = signal('');

let pending: string[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

/** Has screen readers read a message out; many messages within a second become one. */
export function announce(message: string): void {
  pending.push(message);
  timer ??= setTimeout(() => {
    announcement.value = summary(pending);
    pending = [];
    timer = undefined;
  }, 1_000);
}

/** More than that takes too long to listen to. */
const MOST = 4;

export function summary(messages: readonly string[]): string {
  const last = messages.slice(-MOST);
  const left = messages.length - last.length;
  return [...(left > 0 ? [`${left} more changes`] : []), ...last].join('; ');
}
