import type {Output, View} from './view.ts';

/** Every event as one line of JSON, for programs. */
export function jsonView(output: Output): View {
  return {
    onEvent: event => void output.write(`${JSON.stringify(event)}\n`),
    freeTerminal: async () => undefined,
    close: async () => undefined,
  };
}
