import type {Clock} from '../vocabulary/clock.ts';
import type {SendResult} from './send.ts';
import type {BatchSettings} from './settings.ts';
import type {Span} from './span.ts';

export interface ExportQueueOptions {
  readonly batch: BatchSettings;
  /** The longest time for a batch with all of its attempts, and for the end of the queue. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  send(spans: readonly Span[], signal: AbortSignal): Promise<SendResult>;
  /** Called at most once. */
  onLoss(why: string): void;
}

/** Spans on their way to a collector, in batches. */
export interface ExportQueue {
  add(span: Span): void;
  /** Sends what is left. Settles at the latest after the timeout, or when `force` is aborted. */
  close(force: AbortSignal): Promise<void>;
}

/** The first delay before another attempt; each is twice as long as the one before. */
const FIRST_DELAY_MS = 1000;

export function createExportQueue({batch, timeoutMs, clock, send, onLoss}: ExportQueueOptions): ExportQueue {
  const waiting: Span[] = [];
  const closing = new AbortController();
  const over = new AbortController();
  /** Aborted to give up the wait for the next batch. */
  let scheduled: AbortController | undefined;
  let sending: Promise<void> | undefined;
  let isReported = false;

  const report = (why: string): void => {
    if (!isReported) onLoss(why);
    isReported = true;
  };
  /** Settles with whether the collector has answered. */
  const sendBatch = async (): Promise<boolean> => {
    const limit = clock.deadline(timeoutMs);
    const failure = await sendUntil(AbortSignal.any([over.signal, limit.signal])).finally(limit.cancel);
    if (failure) report(failure.why);
    return !failure;
  };
  const sendUntil = async (signal: AbortSignal): Promise<NotAccepted | undefined> => {
    const spans = waiting.splice(0, batch.batchSize);
    for (let delayMs = FIRST_DELAY_MS; ; delayMs *= 2) {
      const wasClosing = closing.signal.aborted;
      const result = await send(spans, signal);
      if (result.outcome === 'accepted') {
        if (result.refused) report(`the collector refused ${result.refused.spans}: ${result.refused.why}`);
        return undefined;
      }
      const pause = pauseAfter(result, delayMs, wasClosing);
      if (pause) await clock.sleep(pause.ms, AbortSignal.any([signal, ...pause.endsWith]));
      if (!pause || signal.aborted) return result;
    }
  };
  /** A busy collector is left alone as long as it asks for. Nothing waits at the end for one that is not there. */
  const pauseAfter = (
    result: NotAccepted,
    delayMs: number,
    wasClosing: boolean,
  ): {readonly ms: number; readonly endsWith: readonly AbortSignal[]} | undefined => {
    if (result.outcome === 'busy') return {ms: result.afterMs ?? delayMs, endsWith: []};
    if (result.outcome === 'failed' || wasClosing) return undefined;
    return {ms: delayMs, endsWith: [closing.signal]};
  };
  const sendWaiting = async (): Promise<void> => {
    while (waiting.length > 0 && (await sendBatch()));
  };
  const start = (): void => {
    scheduled?.abort();
    scheduled = undefined;
    sending ??= sendWaiting().finally(() => (sending = undefined));
  };
  const schedule = (): AbortController => {
    const wait = new AbortController();
    void clock.sleep(batch.delayMs, wait.signal).then(() => {
      if (!wait.signal.aborted) start();
    });
    return wait;
  };
  return {
    add(span) {
      if (waiting.length >= batch.queueSize) {
        report('the queue is full (OTEL_BSP_MAX_QUEUE_SIZE)');
        return;
      }
      waiting.push(span);
      if (waiting.length >= batch.batchSize) start();
      else scheduled ??= schedule();
    },
    async close(force) {
      scheduled?.abort();
      const limit = clock.deadline(timeoutMs);
      const ended = AbortSignal.any([force, limit.signal]);
      ended.addEventListener('abort', () => over.abort(), {once: true});
      if (ended.aborted) over.abort();
      closing.abort();
      await sending;
      await sendWaiting();
      limit.cancel();
      if (waiting.length > 0) report('there was no time to send all');
    },
  };
}

type NotAccepted = Exclude<SendResult, {outcome: 'accepted'}>;
