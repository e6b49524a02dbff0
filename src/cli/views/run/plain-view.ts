import {eventLine, type LineStyle} from './event-line.ts';
import {eventText} from './event-text.ts';
import {lineWriter} from './line-writer.ts';
import {longestName} from './name-prefix.ts';
import type {Sink} from '../../sink.ts';
import type {View} from './view.ts';

/** Prints one line per event, prefixed with the name of the task, for pipes and logs. */
export function plainView(sink: Sink, options: Omit<LineStyle, 'width'>): View {
  let style: LineStyle = {...options, width: longestName([])};
  const lines = lineWriter(sink, event => {
    const text = eventText(event);
    return text && eventLine(text, style);
  });
  return {
    onEvent(event) {
      if (event.type === 'run-started')
        style = {...style, width: longestName(event.tasks.map(({task}) => task))};
      lines.write(event);
    },
    backpressure: lines.backpressure,
    freeTerminal: lines.flush,
    takeTerminal: () => undefined,
    close: sink.close,
  };
}
