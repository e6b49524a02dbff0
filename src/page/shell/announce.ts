import {signal} from '@preact/signals';

/** The text of the live region, which screen readers announce. */
export const announcement = signal('');

let pending: string[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

/** Makes screen readers announce a message. Messages within a second are combined. */
export function announce(message: string): void {
  pending.push(message);
  timer ??= setTimeout(() => {
    announcement.value = summary(pending);
    pending = [];
    timer = undefined;
  }, 1_000);
}

/** Maximum number of messages to announce together. */
const MOST = 4;

export function summary(messages: readonly string[]): string {
  const last = messages.slice(-MOST);
  const left = messages.length - last.length;
  return [...(left > 0 ? [`${left} more changes`] : []), ...last].join('; ');
}
