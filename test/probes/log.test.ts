import {getEventListeners} from 'node:events';
import {expect, test} from 'vitest';
import {untilReady, type Readiness} from '../../src/polling/poller.ts';
import {outputLines} from '../../src/output/output-lines.ts';
import {createProbe} from '../../src/probes/registry.ts';
import type {LineListener, OutputLines} from '../../src/probes/subject.ts';
import {checkOnce} from '../support/check-once.ts';
import {fakeClock} from '../support/fake-clock.ts';
import {probeContext} from '../support/probe-context.ts';

/** Waits for a line in the output. `before` is the output before the wait. */
function begin(log: string, {before = '', times = 1} = {}) {
  const clock = fakeClock();
  const output = outputLines();
  output.write('stdout', Buffer.from(before));
  const {probe, limits} = createProbe({log, times}, probeContext({subject: {output}}));
  const readiness = untilReady(probe, limits, {clock, signal: new AbortController().signal});
  const write = async (text: string, stream: 'stdout' | 'stderr' = 'stdout') => {
    output.write(stream, Buffer.from(text));
    await clock.advance(1);
  };
  return {clock, output, readiness, write};
}

function ready(elapsedMs: number, outputs: Record<string, string> = {}): Readiness {
  return {status: 'ready', attempts: 1, elapsedMs, outputs};
}

test('passes for a new line', async () => {
  const {clock, readiness, write} = begin('^listening on :\\d+$');
  await write('starting\n');
  await clock.advance(10_000);
  await write('\u001B[1mlistening\u001B[0m on :80\n', 'stderr');
  expect(await readiness).toEqual(ready(10_001));
});

test('passes for an earlier line', async () => {
  const {readiness} = begin('up', {before: 'starting\nup\nwaiting\n'});
  expect(await readiness).toEqual(ready(0));
});

test('provides named groups as outputs, even those without a match', async () => {
  const {readiness} = begin('on (?<host>[\\w.]+):(?<port>\\d+)(?<tls> \\(tls\\))?', {
    before: 'on localhost:8080\n',
  });
  expect(await readiness).toEqual(ready(0, {'log.host': 'localhost', 'log.port': '8080', 'log.tls': ''}));
});

test.each([
  ['passes without named groups', 'ready> ', 'ready> ', {}],
  ['passes if other text follows the named group', 'port (?<port>\\d+)', 'port 80> ', {'log.port': '80'}],
])('an unfinished line %s', async (_what, log, before, outputs) => {
  const {readiness} = begin(log, {before});
  expect(await readiness).toEqual(ready(0, outputs));
});

test.each([
  ['an unfinished line', 'Listening on 3000'],
  ['a complete line', 'Listening on 3000\n'],
])('starts a line after a carriage return: %s', async (_what, last) => {
  const {readiness, write} = begin('^Listening on 3000$', {before: '\r\u001B[K- Building…'});
  await write(`\r\u001B[K${last}`);
  expect(await readiness).toEqual(ready(0));
});

test('ends a line at a carriage return', async () => {
  const {readiness} = begin('^port (?<port>\\d+)$', {before: 'port 80\rport 8080\rdone'});
  expect(await readiness).toEqual(ready(0, {'log.port': '80'}));
});

test('needs `times` matching lines, and takes the outputs from the last one', async () => {
  const {readiness, write} = begin('^worker (?<id>\\d) up', {times: 3, before: 'worker 1 up\n'});
  await write('worker 2 ');
  await write('up\nother\n');
  await write('worker 3 up\n');
  expect(await readiness).toEqual(ready(2, {'log.id': '3'}));
});

test('counts an unfinished line once, and only if it is the last one', async () => {
  const {clock, readiness, write} = begin('ready>', {times: 2, before: 'ready> '});
  await write('a');
  await write('b');
  await write('\nready> ');
  expect(await clock.until(readiness)).toEqual(ready(2));
});

test('reports the number of matching lines at the deadline', async () => {
  const {clock, readiness} = begin('up', {times: 3, before: 'up\nup\nwaiting\n'});
  expect(await clock.until(readiness)).toMatchObject({lastSeen: '3 lines, 2 matches'});
});

test('waits for the rest of a value at the end of an unfinished line', async () => {
  const {readiness, write} = begin('listening on :(?<port>\\d+)', {before: 'listening on :80'});
  await write('8');
  await write('0\n');
  expect(await readiness).toEqual(ready(1, {'log.port': '8080'}));
});

test('passes for a value at the end of the last line when the output ends', async () => {
  const {output, readiness} = begin('port (?<port>\\d+)', {before: 'port 80'});
  output.end();
  expect(await readiness).toEqual(ready(0, {'log.port': '80'}));
});

test('counts a line in several pieces once', async () => {
  const {readiness, write} = begin('ready');
  await write('rea');
  await write('dy');
  await write(' for work\nready again\n');
  expect(await readiness).toEqual(ready(1));
});

test.each([
  ['', 'no output'],
  ['one\n', '1 line, no match'],
  ['one\ntwo\nthr', '2 lines, no match'],
  ['listening on :80', '`listening on :80` matches, but the line is incomplete'],
])('reports its state at the deadline after %j', async (before, lastSeen) => {
  const {clock, readiness} = begin('listening on :(?<port>\\d+)', {before});
  expect(await clock.until(readiness)).toEqual({
    status: 'timed-out',
    attempts: 1,
    elapsedMs: 30_000,
    lastSeen,
  });
});

test.each<[string, (onLine: LineListener, giveUp: () => void) => void]>([
  ['after a match', onLine => onLine('ready', true)],
  ['when it is aborted', (_tell, giveUp) => giveUp()],
])('stops following the output %s', async (_what, end) => {
  const cancel = new AbortController();
  let follow = {onLine: (() => undefined) as LineListener, signal: cancel.signal};
  const output: OutputLines = {follow: (onLine, signal) => (follow = {onLine, signal}), last: () => []};
  const checking = checkOnce({log: 'ready'}, {subject: {output}}, cancel.signal);
  expect(follow.signal.aborted).toBe(false);
  end(follow.onLine, () => cancel.abort());
  await checking;
  expect(follow.signal.aborted).toBe(true);
  expect(getEventListeners(cancel.signal, 'abort')).toEqual([]);
});

test('throws for a task without output', () => {
  expect(() => createProbe({log: 'ready'}, probeContext())).toThrow('a task without output has a log probe');
});
