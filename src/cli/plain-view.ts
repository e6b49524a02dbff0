import type {RunEvent} from '../vocabulary/event.ts';
import {eventText} from './event-text.ts';
import {longestName, namePrefix} from './name-prefix.ts';
import type {Output, View} from './view.ts';

/** One line an event, each with the name of its task before it: for pipes and logs. */
export function plainView(output: Output, {color}: {readonly color: boolean}): View {
  let width = 0;
  return {
    onEvent(event: RunEvent) {
      if (event.type === 'run-started') width = longestName(event.tasks.map(({task}) => task));
      const text = eventText(event);
      if (text) output.write(`${namePrefix(text.who, {width, color})}${text.mark} ${text.words}\n`);
    },
    freeTerminal: async () => undefined,
    close: async () => undefined,
  };
}
