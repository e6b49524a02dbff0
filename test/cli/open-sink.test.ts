import {expect, test, vi} from 'vitest';
import {openSink} from '../../src/cli/open-sink.ts';
import {openOutput} from '../../src/cli/output.ts';
import {turn} from '../support/deferred.ts';

/** An output that counts its writes. */
function counted() {
  const writes: string[] = [];
  const stream = {
    writableLength: 0,
    on: () => undefined,
    write(text: string, written?: () => void) {
      if (text !== '') writes.push(text);
      written?.();
    },
  };
  // A descriptor that does not exist, so everything is written to the stream.
  const output = openOutput(1e6, {
    isTerminal: false,
    openStream: () => stream as unknown as NodeJS.WriteStream,
  });
  return {writes, sink: openSink(output)};
}

test('all that is written in a turn is one write', async () => {
  const {writes, sink} = counted();
  sink.write('a');
  sink.write('b');
  expect(writes).toEqual([]);
  expect(sink.pending()).toBe(2);
  await turn();
  sink.write('c');
  await turn();
  expect(writes).toEqual(['ab', 'c']);
});

test('asking for the pending bytes does not count all of them again', () => {
  const {sink} = counted();
  const lines = 20_000;
  const counts = vi.spyOn(Buffer, 'byteLength');
  try {
    for (let line = 0; line < lines; line++) {
      sink.write('é\n');
      sink.pending();
    }
    expect(sink.pending()).toBe(3 * lines);
    expect(counts.mock.calls.reduce((sum, [text]) => sum + (text as string).length, 0)).toBe(2 * lines);
  } finally {
    counts.mockRestore();
  }
});

test('a sink is closed only after everything has been written', async () => {
  const {writes, sink} = counted();
  sink.write('a');
  await sink.close();
  expect(writes.join('')).toBe('a');
  expect(sink.pending()).toBe(0);
});
