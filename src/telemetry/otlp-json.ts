import type {AttributeValue, Attributes, Span} from './span.ts';

/** Facts that the spans of one trace share. */
export interface TraceFacts {
  readonly traceId: string;
  /** The incoming `TRACESTATE`. */
  readonly traceState?: string;
  readonly resource: Attributes;
  /** The version of bottle. */
  readonly version: string;
  /** Maximum length of a string attribute. */
  readonly valueLength: number;
}

/** Encodes spans as an OTLP/JSON request: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
export function otlpRequest(spans: readonly Span[], facts: TraceFacts): string {
  const {resource, version} = facts;
  return JSON.stringify({
    resourceSpans: [
      {
        resource: {attributes: keyValues(resource, facts)},
        scopeSpans: [{scope: {name: 'bottle', version}, spans: spans.map(span => otlpSpan(span, facts))}],
      },
    ],
  });
}

const KINDS = {internal: 1, server: 2};
const STATUS_ERROR = 2;

/** `SPAN_FLAGS_CONTEXT_HAS_IS_REMOTE_MASK` and `SPAN_FLAGS_CONTEXT_IS_REMOTE_MASK`, and the flag of sampled traces. */
const FLAGS = {sampled: 1, knowsParent: 0x100, remoteParent: 0x200};

function otlpSpan(span: Span, facts: TraceFacts) {
  const {spanId, parentSpanId, name, kind, startMs, endMs, attributes, events, links, error} = span;
  const {traceId, traceState} = facts;
  return {
    ...{traceId, spanId},
    ...(traceState !== undefined && {traceState}),
    ...(parentSpanId !== undefined && {parentSpanId}),
    flags: FLAGS.sampled | FLAGS.knowsParent | (span.isRemoteParent ? FLAGS.remoteParent : 0),
    ...{name, kind: KINDS[kind], startTimeUnixNano: nanos(startMs), endTimeUnixNano: nanos(endMs)},
    attributes: keyValues(attributes, facts),
    events: events.map(event => ({
      ...{timeUnixNano: nanos(event.atMs), name: event.name},
      attributes: keyValues(event.attributes, facts),
    })),
    droppedEventsCount: span.droppedEvents,
    links: links.map(link => ({
      ...{traceId, spanId: link.spanId, attributes: keyValues(link.attributes, facts)},
      flags: FLAGS.sampled | FLAGS.knowsParent,
    })),
    droppedLinksCount: span.droppedLinks,
    status: error === undefined ? {} : {code: STATUS_ERROR, message: error},
  };
}

/** 64-bit numbers are strings in JSON. */
function nanos(ms: number): string {
  return String(BigInt(Math.round(ms * 1000)) * 1000n);
}

function keyValues(attributes: Attributes, {valueLength}: TraceFacts) {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [{key, value: anyValue(value, valueLength)}],
  );
}

function anyValue(value: AttributeValue, length: number): object {
  if (typeof value === 'string') return {stringValue: value.slice(0, length)};
  if (typeof value === 'boolean') return {boolValue: value};
  if (typeof value !== 'number') return {arrayValue: {values: value.map(item => anyValue(item, length))}};
  return Number.isSafeInteger(value) ? {intValue: String(value)} : {doubleValue: value};
}
