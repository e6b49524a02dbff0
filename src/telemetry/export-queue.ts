import type {Clock} from '../vocabulary/clock.ts';
import type {SendResult} from './send.ts';
import {sendBatch} from './send-batch.ts';
import type {BatchSettings} from './settings.ts';
import type {Span} from './span.ts';

export interface ExportQueueOptions {
  readonly batch: BatchSettings;
  /** Time limit for a batch with all of its attempts, and for closing the queue. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  send(spans: readonly Span[], signal: AbortSignal): Promise<SendResult>;
  /** Called at most once. */
  onLoss(why: string): void;
}

/** Spans on their way to a collector, in batches. */
export interface ExportQueue {
  add(span: Span): void;
  /** Sends the remaining spans. Settles no later than after the timeout, or when `force` is aborted. */
  close(force: AbortSignal): Promise<void>;
}

export function createExportQueue({batch, timeoutMs, clock, send, onLoss}: ExportQueueOptions): ExportQueue {
  const waiting: Span[] = [];
  const closing = new AbortController();
  const over = new AbortController();
  /** Aborted to cancel the delay before the next batch. */
  let scheduled: AbortController | undefined;
  let sending: Promise<void> | undefined;
  let isReported = false;

  const report = (why: string): void => {
    if (!isReported) onLoss(why);
    isReported = true;
  };
  /** Returns whether the collector has answered. */
  const sendNext = async (): Promise<boolean> => {
    const limit = clock.deadline(timeoutMs);
    const signal = AbortSignal.any([over.signal, limit.signal]);
    const spans = waiting.splice(0, batch.batchSize);
    const loss = await sendBatch(spans, {send, clock, signal, closing: closing.signal}).finally(limit.cancel);
    if (loss) report(loss.why);
    return loss?.isAnswered ?? true;
  };
  const sendWaiting = async (): Promise<void> => {
    while (waiting.length > 0 && (await sendNext()));
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
      if (waiting.length > 0) report('not all spans could be sent in time');
    },
  };
}
