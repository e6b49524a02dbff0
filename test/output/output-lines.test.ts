import {getEventListeners} from 'node:events';
import {describe, expect, test} from 'vitest';
import {outputLines, type OutputBuffer} from '../../src/output/output-lines.ts';

const never = new AbortController().signal;

/** The lines received by a follower. Unfinished lines end with `…`. */
function following(output: OutputBuffer, signal = never): string[] {
  const received: string[] = [];
  output.follow((line, finished) => received.push(finished ? line : `${line}…`), signal);
  return received;
}

function write(output: OutputBuffer, text: string, stream: 'stdout' | 'stderr' = 'stdout'): void {
  output.write(stream, Buffer.from(text));
}

test('lines are stored without color codes, in the order of their completion', () => {
  const output = outputLines();
  write(output, '\u001B[32mlisten');
  write(output, 'warning\n', 'stderr');
  write(output, 'ing\u001B[0m on :80\n');
  expect(output.last(5)).toEqual(['warning', 'listening on :80']);
});

describe('followers', () => {
  test('get existing and new lines', () => {
    const output = outputLines();
    write(output, 'one\ntwo\nthr');
    write(output, 'oops', 'stderr');
    const received = following(output);
    expect(received).toEqual(['one', 'two', 'thr…', 'oops…']);
    write(output, 'ee\nfour\n');
    expect(received.slice(4)).toEqual(['three', 'four']);
  });

  test('get an unfinished line as it grows, and then the complete line', () => {
    const output = outputLines();
    const received = following(output);
    for (const text of ['rea', 'dy> ', 'quit\nbye', '\n']) write(output, text);
    expect(received).toEqual(['rea…', 'ready> …', 'ready> quit', 'bye…', 'bye']);
  });

  test('get a color code only when it is complete', () => {
    const output = outputLines();
    const received = following(output);
    for (const text of ['\u001B[3', '2mup', '\u001B[0m\n']) write(output, text);
    expect(received.at(-1)).toBe('up');
  });

  test('get an unfinished line as complete at the end of the output', () => {
    const output = outputLines();
    const received = following(output);
    write(output, 'port 80');
    output.end();
    expect(received).toEqual(['port 80…', 'port 80']);
  });

  test('get no lines after their signal is aborted', () => {
    const output = outputLines();
    const stop = new AbortController();
    const received = following(output, stop.signal);
    const others = following(output);
    write(output, 'one\n');
    stop.abort();
    write(output, 'two\n');
    expect(received).toEqual(['one']);
    expect(others).toEqual(['one', 'two']);
    expect(following(output, stop.signal)).toEqual([]);
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  });

  test('can stop in the middle, even within existing lines', () => {
    const output = outputLines();
    write(output, 'one\ntwo\nthree\n');
    const stop = new AbortController();
    const received: string[] = [];
    output.follow(line => {
      received.push(line);
      if (line === 'two') stop.abort();
    }, stop.signal);
    write(output, 'four\n');
    expect(received).toEqual(['one', 'two']);
  });
});

describe('the last lines', () => {
  test.each([
    [0, []],
    [1, ['thr']],
    [2, ['two', 'thr']],
    [9, ['one', 'two', 'thr']],
  ])('can be requested: %d, including an unfinished one', (count, lines) => {
    const output = outputLines();
    write(output, 'one\ntwo\nthr');
    expect(output.last(count)).toEqual(lines);
  });
});

test('the oldest lines are dropped if there are too many', () => {
  const output = outputLines({maxBytes: 100});
  const size = (lines: readonly string[]) =>
    lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  for (let number = 0; number < 1_000; number++) {
    write(output, `ä ${number}\n`);
    const kept = output.last(1_000);
    expect(size(kept)).toBeLessThanOrEqual(100);
    expect(kept.at(-1)).toBe(`ä ${number}`);
  }
  expect(size(output.last(1_000))).toBeGreaterThan(60);
});

test('5 MiB are kept by default', () => {
  const output = outputLines();
  const line = `${'x'.repeat(1023)}\n`;
  for (let number = 0; number < 5 * 1024; number++) write(output, line);
  expect(output.last(10_000)).toHaveLength(5 * 1024);
  write(output, line);
  expect(output.last(10_000).length).toBeLessThan(5 * 1024);
});
