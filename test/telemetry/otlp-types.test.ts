import generated from '@opentelemetry/otlp-transformer/build/src/generated/root.js';
import {expect, test} from 'vitest';
import {otlpRequest, type TraceFacts} from '../../src/telemetry/otlp-json.ts';
import type {Span} from '../../src/telemetry/span.ts';
import {START_MS} from './rig.ts';

/** A message of protobufjs, which the types of the package do not declare. */
interface Message {
  fromObject(value: object): object;
  toObject(message: object, options: object): object;
  encode(message: object): {finish(): Uint8Array};
  decode(bytes: Uint8Array): object;
}

/** A request according to the protocol files of the OpenTelemetry project. */
const {ExportTraceServiceRequest} = (
  generated as unknown as {
    opentelemetry: {proto: {collector: {trace: {v1: {ExportTraceServiceRequest: Message}}}}};
  }
).opentelemetry.proto.collector.trace.v1;

const FACTS: TraceFacts = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  traceState: 'vendor=1',
  version: '1.2.3',
  valueLength: 5,
  resource: {'service.name': 'bottle', 'process.pid': 7},
};

const SPAN: Span = {
  ...{spanId: 'b7ad6b7169203331', parentSpanId: '00f067aa0ba902b7', isRemoteParent: true},
  ...{name: 'web', kind: 'server', startMs: START_MS + 0.25, endMs: START_MS + 1000},
  attributes: {
    ...{text: 'too long', whole: -3, part: 1.5, yes: true, list: ['a', 'b'], none: undefined},
  },
  events: [{name: 'bottle.run_ready', atMs: START_MS, attributes: {n: 1}}],
  ...{
    droppedEvents: 2,
    links: [{spanId: '00f067aa0ba902b7', attributes: {origin: 'needs'}}],
    droppedLinks: 3,
  },
  error: 'it failed',
};

test('all written fields are known to the types of OpenTelemetry', () => {
  const {kind, parentSpanId, error, ...plain} = SPAN;
  const spans: readonly Span[] = [
    SPAN,
    {...plain, kind: 'internal', isRemoteParent: false, events: [], links: [], attributes: {}},
  ];
  const written = JSON.parse(otlpRequest(spans, FACTS), withBytes) as object;
  const bytes = ExportTraceServiceRequest.encode(ExportTraceServiceRequest.fromObject(written)).finish();
  const read = ExportTraceServiceRequest.toObject(ExportTraceServiceRequest.decode(bytes), {
    ...{longs: String, arrays: true, bytes: Array},
  });
  // A key unknown to the types would be missing here.
  expect(JSON.parse(JSON.stringify(read))).toMatchObject(JSON.parse(JSON.stringify(written)));
});

test('times are nanoseconds, and values are cut to their limit', () => {
  const {resourceSpans} = JSON.parse(otlpRequest([SPAN], FACTS)) as {
    resourceSpans: readonly [{scopeSpans: readonly [{spans: readonly [Record<string, unknown>]}]}];
  };
  const [span] = resourceSpans[0].scopeSpans[0].spans;
  expect(span).toMatchObject({
    ...{startTimeUnixNano: '1795889153000250000', endTimeUnixNano: '1795889154000000000', flags: 0x301},
    status: {code: 2, message: 'it failed'},
    attributes: [
      {key: 'text', value: {stringValue: 'too l'}},
      {key: 'whole', value: {intValue: '-3'}},
      {key: 'part', value: {doubleValue: 1.5}},
      {key: 'yes', value: {boolValue: true}},
      {key: 'list', value: {arrayValue: {values: [{stringValue: 'a'}, {stringValue: 'b'}]}}},
    ],
  });
});

/** Ids are hexadecimal in OTLP/JSON, unlike in other JSON encodings of protocol buffers. */
function withBytes(key: string, value: unknown): unknown {
  return ['traceId', 'spanId', 'parentSpanId'].includes(key) ? [...Buffer.from(String(value), 'hex')] : value;
}
