import {Writable} from 'node:stream';
import {expect, test} from 'vitest';
import {openSink} from '../../src/cli/open-sink.ts';
import {turn} from '../support/deferred.ts';

/** A stream that counts its writes, as a pipe would. */
function pipe() {
  const writes: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _, done) {
      writes.push(chunk);
      done();
    },
    writev(chunks, done) {
      writes.push(chunks.map(({chunk}) => chunk as string).join(''));
      done();
    },
  });
  return {writes, sink: openSink(stream as unknown as NodeJS.WriteStream)};
}

test('all that is written in a turn is one write to a pipe', async () => {
  const {writes, sink} = pipe();
  sink.write('a');
  sink.write('b');
  expect(writes).toEqual([]);
  expect(sink.pending()).toBe(2);
  await turn();
  sink.write('c');
  await turn();
  expect(writes).toEqual(['ab', 'c']);
});

test('a sink is closed only after everything has been written', async () => {
  const {writes, sink} = pipe();
  sink.write('a');
  await sink.close();
  expect(writes.join('')).toBe('a');
  expect(sink.pending()).toBe(0);
});
