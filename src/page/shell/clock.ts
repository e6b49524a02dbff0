import {signal} from '@preact/signals';

/** The time in milliseconds, for ages and durations on the page; it moves once a second. */
export const now = signal(Date.now());

setInterval(() => {
  if (!document.hidden) now.value = Date.now();
}, 1_000);
