import type {Clock} from '../vocabulary/clock.ts';
import type {SendResult} from './send.ts';
import type {Span} from './span.ts';

/** Spans of a batch that the collector has not taken. */
export interface BatchLoss {
  readonly why: string;
  /** Whether the collector has answered, and only refused some. */
  readonly isAnswered: boolean;
}

export interface BatchContext {
  readonly clock: Clock;
  /** Aborted to give up. */
  readonly signal: AbortSignal;
  /** Aborted when no more spans will come: a collector that is not there is not waited for. */
  readonly closing: AbortSignal;
  send(spans: readonly Span[], signal: AbortSignal): Promise<SendResult>;
}

/** The first delay before another attempt; each is twice as long as the one before. */
const FIRST_DELAY_MS = 1000;

/** Sends a batch, again after errors that may pass. */
export async function sendBatch(
  spans: readonly Span[],
  {clock, signal, closing, send}: BatchContext,
): Promise<BatchLoss | undefined> {
  for (let delayMs = FIRST_DELAY_MS; ; delayMs *= 2) {
    const wasClosing = closing.aborted;
    const result = await send(spans, signal);
    if (result.outcome === 'accepted') return refusal(result);
    const pause = pauseAfter(result, delayMs, wasClosing);
    if (pause?.isCutShort) await clock.sleep(pause.ms, AbortSignal.any([signal, closing]));
    else if (pause) await clock.sleep(pause.ms, signal);
    if (!pause || signal.aborted) return {why: result.why, isAnswered: false};
  }
}

type NotAccepted = Exclude<SendResult, {outcome: 'accepted'}>;

function refusal({refused}: Extract<SendResult, {outcome: 'accepted'}>): BatchLoss | undefined {
  return refused && {why: `the collector refused ${refused.spans}: ${refused.why}`, isAnswered: true};
}

/** A busy collector gets the pause that it asks for. At the end, nothing waits for an unreachable one. */
function pauseAfter(
  result: NotAccepted,
  delayMs: number,
  wasClosing: boolean,
): {readonly ms: number; readonly isCutShort: boolean} | undefined {
  if (result.outcome === 'busy') return {ms: result.afterMs ?? delayMs, isCutShort: false};
  if (result.outcome === 'failed' || wasClosing) return undefined;
  return {ms: delayMs, isCutShort: true};
}
