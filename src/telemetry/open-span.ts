import type {SpanLimits} from './settings.ts';
import type {Attributes, Span, SpanEvent, SpanLink} from './span.ts';
import {newSpanId} from './trace-context.ts';

/** A span that has not ended. */
export interface OpenSpan {
  readonly spanId: string;
  /** Sets attributes; later ones win. */
  set(attributes: Attributes): void;
  event(name: string, atMs: number, attributes?: Attributes): void;
  /** Later calls have no effect. */
  end(endMs: number, error?: string): void;
}

export interface SpanStart {
  readonly name: string;
  readonly startMs: number;
  readonly kind?: Span['kind'];
  readonly spanId?: string;
  readonly parentSpanId?: string;
  readonly isRemoteParent?: boolean;
  readonly attributes?: Attributes;
  readonly links?: readonly SpanLink[];
}

/** Begins a span, and calls `onEnd` with the completed span. */
export function openSpan(start: SpanStart, limits: SpanLimits, onEnd: (span: Span) => void): OpenSpan {
  const {name, startMs, parentSpanId, links = []} = start;
  const spanId = start.spanId ?? newSpanId();
  let attributes = start.attributes ?? {};
  const events: SpanEvent[] = [];
  let droppedEvents = 0;
  let isOpen = true;
  return {
    spanId,
    set(more) {
      attributes = {...attributes, ...more};
    },
    event(eventName, atMs, about = {}) {
      if (events.length < limits.events) events.push({name: eventName, atMs, attributes: about});
      else droppedEvents += 1;
    },
    end(endMs, error) {
      if (!isOpen) return;
      isOpen = false;
      onEnd({
        ...{spanId, name, startMs, endMs: Math.max(startMs, endMs), attributes, events, droppedEvents},
        ...{kind: start.kind ?? 'internal', isRemoteParent: start.isRemoteParent ?? false},
        ...{links: links.slice(0, limits.links), droppedLinks: Math.max(0, links.length - limits.links)},
        ...(parentSpanId !== undefined && {parentSpanId}),
        ...(error !== undefined && {error}),
      });
    },
  };
}
