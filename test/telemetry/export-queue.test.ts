import {expect, test} from 'vitest';
import {createExportQueue, type ExportQueueOptions} from '../../src/telemetry/export-queue.ts';
import type {SendResult} from '../../src/telemetry/send.ts';
import type {Span} from '../../src/telemetry/span.ts';
import {fakeClock, type FakeClock} from '../support/fake-clock.ts';

const NEVER = new AbortController().signal;
const REFUSED: SendResult = {outcome: 'unreachable', why: 'connect ECONNREFUSED'};

interface Rig extends ReturnType<typeof createExportQueue> {
  readonly clock: FakeClock;
  /** The time of each batch, and the spans in it. */
  readonly sent: readonly string[];
  readonly losses: readonly string[];
  addMany(...names: readonly string[]): void;
}

/** @param answers responses of the collector in order; after the last one, it accepts */
function queueRig(answers: readonly SendResult[] = [], options: Partial<ExportQueueOptions> = {}): Rig {
  const clock = fakeClock();
  const left = [...answers];
  const sent: string[] = [];
  const losses: string[] = [];
  const queue = createExportQueue({
    ...{batch: {delayMs: 5000, queueSize: 8, batchSize: 4}, timeoutMs: 10_000, clock},
    async send(spans) {
      sent.push(`${clock.now()}: ${spans.map(({name}) => name).join(' ')}`);
      return left.shift() ?? {outcome: 'accepted'};
    },
    onLoss: why => losses.push(why),
    ...options,
  });
  return {
    ...{...queue, clock, sent, losses},
    addMany: (...names) => names.forEach(name => queue.add({name} as Span)),
  };
}

test('sends spans in batches, after the delay or as soon as there are enough', async () => {
  const {clock, sent, addMany} = queueRig();
  addMany('a');
  await clock.advance(3000);
  addMany('b');
  await clock.advance(2000);
  expect(sent).toEqual(['5000: a b']);
  addMany('c', 'd', 'e', 'f', 'g');
  await clock.advance(0);
  expect(sent).toEqual(['5000: a b', '5000: c d e f', '5000: g']);
});

test('sends the rest at the end without a delay', async () => {
  const {clock, sent, close, addMany} = queueRig();
  addMany('a', 'b');
  await clock.until(close(NEVER));
  expect(sent).toEqual(['0: a b']);
  expect(clock.timers).toBe(0);
});

test('resends a batch after growing delays, or after the delay requested by the collector', async () => {
  const {clock, sent, losses, addMany} = queueRig([
    {outcome: 'busy', why: 'HTTP 503'},
    {outcome: 'busy', why: 'HTTP 429', afterMs: 3000},
    REFUSED,
  ]);
  addMany('a');
  await clock.advance(30_000);
  expect(sent).toEqual(['5000: a', '6000: a', '9000: a', '13000: a']);
  expect(losses).toEqual([]);
});

test('drops a batch after the timeout, with a single warning for any number of batches', async () => {
  const {clock, sent, losses, addMany} = queueRig(Array.from({length: 20}, () => REFUSED));
  addMany('a');
  await clock.advance(14_999);
  expect(losses).toEqual([]);
  await clock.advance(1);
  expect(losses).toEqual(['connect ECONNREFUSED']);
  addMany('b');
  await clock.advance(30_000);
  expect(sent.length).toBeGreaterThan(6);
  expect(losses).toEqual(['connect ECONNREFUSED']);
});

test('does not retry after a permanent error', async () => {
  const {clock, sent, losses, addMany} = queueRig([{outcome: 'failed', why: 'HTTP 401'}]);
  addMany('a');
  await clock.advance(60_000);
  expect([sent, losses]).toEqual([['5000: a'], ['HTTP 401']]);
});

test('does not wait for an unreachable collector at the end', async () => {
  const {clock, losses, sent, close, addMany} = queueRig([REFUSED, REFUSED, REFUSED]);
  addMany('a', 'b', 'c', 'd', 'e');
  await clock.advance(500);
  // The batch was waiting for its second attempt, which now comes immediately and is the last.
  await clock.until(close(NEVER));
  expect(clock.now()).toBe(500);
  expect(sent).toEqual(['0: a b c d', '500: a b c d', '500: e']);
  expect(losses).toEqual(['connect ECONNREFUSED']);
});

test('waits for a busy collector at the end, up to the timeout and until a second signal', async () => {
  const busy: SendResult = {outcome: 'busy', why: 'HTTP 503', afterMs: 60_000};
  const patient = queueRig([busy]);
  patient.addMany('a');
  await patient.clock.until(patient.close(NEVER));
  expect([patient.clock.now(), patient.losses]).toEqual([10_000, ['HTTP 503']]);

  const {clock, losses, close, addMany} = queueRig([busy]);
  addMany('a');
  const force = new AbortController();
  const closed = close(force.signal);
  await clock.advance(100);
  force.abort();
  await closed;
  expect([clock.now(), losses]).toEqual([100, ['HTTP 503']]);
});

test('loses spans that exceed the size of the queue', async () => {
  const {losses, addMany} = queueRig([], {send: async () => await new Promise(() => undefined)});
  addMany(...Array.from({length: 20}, (_, at) => `s${at}`));
  expect(losses).toEqual(['the queue is full (OTEL_BSP_MAX_QUEUE_SIZE)']);
});

test('reports spans rejected by the collector, and sends the next ones', async () => {
  const {clock, losses, sent, addMany, close} = queueRig([
    {outcome: 'accepted', refused: {spans: 2, why: 'too old'}},
  ]);
  addMany('a', 'b', 'c', 'd', 'e');
  await clock.until(close(NEVER));
  expect(losses).toEqual(['the collector rejected 2: too old']);
  expect(sent).toHaveLength(2);
});
