import {signal} from '@preact/signals';

/** The current time in milliseconds, for ages and durations on the page; updated once a second. */
export const now = signal(Date.now());

setInterval(() => {
  if (!document.hidden) now.value = Date.now();
}, 1_000);
