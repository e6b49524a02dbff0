import {jsonText} from '../../text/json-text.ts';
import {lineWriter} from './line-writer.ts';
import type {Sink} from '../../sink.ts';
import type {View} from './view.ts';

/** Prints every event as a line of JSON. */
export function jsonView(sink: Sink): View {
  const lines = lineWriter(sink, jsonText);
  return {
    onEvent: lines.write,
    backpressure: lines.backpressure,
    freeTerminal: lines.flush,
    takeTerminal: () => undefined,
    close: sink.close,
  };
}
