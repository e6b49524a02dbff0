import type {Clock} from '../vocabulary/clock.ts';
import type {SendResult} from './send.ts';
import type {Span} from './span.ts';

/** Why the collector did not accept all spans of a batch. */
export interface BatchLoss {
  readonly why: string;
  /** Whether the collector answered and rejected only some spans. */
  readonly isAnswered: boolean;
}

export interface BatchContext {
  readonly clock: Clock;
  /** Aborted to give up. */
  readonly signal: AbortSignal;
  /** Aborted when no more spans will be added; an unreachable collector is then not retried. */
  readonly closing: AbortSignal;
  send(spans: readonly Span[], signal: AbortSignal): Promise<SendResult>;
}

/** The first delay before another attempt; the delay doubles each time. */
const FIRST_DELAY_MS = 1000;

/** Sends a batch, and retries after temporary errors. */
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
  return refused && {why: `the collector rejected ${refused.spans}: ${refused.why}`, isAnswered: true};
}

/** The delay before another attempt, which a busy collector may set. An unreachable collector is not retried while closing. */
function pauseAfter(
  result: NotAccepted,
  delayMs: number,
  wasClosing: boolean,
): {readonly ms: number; readonly isCutShort: boolean} | undefined {
  if (result.outcome === 'busy') return {ms: result.afterMs ?? delayMs, isCutShort: false};
  if (result.outcome === 'failed' || wasClosing) return undefined;
  return {ms: delayMs, isCutShort: true};
}
