import {describe, expect, test} from 'vitest';
import {resourceOf} from '../../src/telemetry/resource.ts';
import {isSampled} from '../../src/telemetry/sampling.ts';
import {traceSettings} from '../../src/telemetry/settings.ts';
import {parseTraceParent, traceParentText} from '../../src/telemetry/trace-context.ts';
import {wantsTraces} from '../../src/telemetry/wants-traces.ts';

const ENDPOINT = {OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318'};

describe('traces are enabled', () => {
  test.each<[Record<string, string>, boolean]>([
    [{}, false],
    [ENDPOINT, true],
    [{OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector'}, true],
    [{OTEL_EXPORTER_OTLP_ENDPOINT: ''}, false],
    [{OTEL_TRACES_EXPORTER: 'otlp'}, true],
    [{...ENDPOINT, OTEL_TRACES_EXPORTER: 'none'}, false],
    [{...ENDPOINT, OTEL_SDK_DISABLED: 'TRUE'}, false],
    [{...ENDPOINT, OTEL_SDK_DISABLED: 'false'}, true],
    [{OTEL_SERVICE_NAME: 'shop', TRACEPARENT: '00-1-2-01'}, false],
  ])('by %o: %s', (env, wanted) => {
    expect(wantsTraces(env)).toBe(wanted);
  });
});

test.each<[Record<string, string>, string]>([
  [{OTEL_TRACES_EXPORTER: 'otlp'}, 'http://localhost:4318/v1/traces'],
  [ENDPOINT, 'http://collector:4318/v1/traces'],
  [{OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector/base/'}, 'https://collector/base/v1/traces'],
  [{...ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://other/in'}, 'http://other/in'],
])('%o sends traces to %s', (env, url) => {
  expect(traceSettings(env)).toMatchObject({settings: {url: new URL(url)}, warnings: []});
});

test('variables for traces take precedence over those for all signals', () => {
  const {settings} = traceSettings({
    ...ENDPOINT,
    OTEL_EXPORTER_OTLP_HEADERS: 'a=1',
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'api-key=s%3Dx%20y, bad name=1,b = 2 ,c=ä%0a',
    OTEL_EXPORTER_OTLP_TIMEOUT: '1',
    OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '250',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    OTEL_EXPORTER_OTLP_CERTIFICATE: '/ca.pem',
    OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: '/cert.pem',
    OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY: '/key.pem',
    OTEL_BSP_SCHEDULE_DELAY: '10',
    OTEL_BSP_MAX_QUEUE_SIZE: '20',
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '30',
    OTEL_SPAN_EVENT_COUNT_LIMIT: '40',
    OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '50',
  });
  expect(settings).toMatchObject({
    headers: {'api-key': 's=x y', b: '2'},
    timeoutMs: 250,
    compression: 'gzip',
    tls: {ca: '/ca.pem', cert: '/cert.pem', key: '/key.pem'},
    batch: {delayMs: 10, queueSize: 20, batchSize: 30},
    limits: {events: 40, links: 128, valueLength: 50},
  });
});

test.each<[Record<string, string>, boolean, RegExp]>([
  [
    {OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc'},
    false,
    /^no traces are exported: the protocol is grpc, .*port 4318/,
  ],
  [{OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf'}, true, /^traces are exported as http\/json: /],
  [{OTEL_TRACES_EXPORTER: 'zipkin'}, false, /^no traces are exported: OTEL_TRACES_EXPORTER is `zipkin`/],
  [{OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318'}, false, /ENDPOINT is not an http or https URL$/],
  [{OTEL_EXPORTER_OTLP_TIMEOUT: '1s'}, true, /^OTEL_EXPORTER_OTLP_TIMEOUT is not a positive number: `1s`$/],
  [{OTEL_TRACES_SAMPLER: 'jaeger'}, true, /^OTEL_TRACES_SAMPLER is unknown: `jaeger`/],
  [
    {OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '2'},
    true,
    /^OTEL_TRACES_SAMPLER_ARG is not a number from 0 to 1: `2`$/,
  ],
])('%o causes a single warning; traces are sent: %s', (env, hasTraces, warning) => {
  const {settings, warnings} = traceSettings({...ENDPOINT, ...env});
  expect(settings !== undefined).toBe(hasTraces);
  expect(warnings).toEqual([expect.stringMatching(warning)]);
});

describe('sampling', () => {
  const LOW = '0'.repeat(18) + '0f000000000000';
  const HIGH = '0'.repeat(18) + 'f0000000000000';
  const parent = {traceId: HIGH, spanId: 'b'.repeat(16), isSampled: false};

  test.each<[string, string | undefined, boolean[]]>([
    ['parentbased_always_on', undefined, [true, true, false]],
    ['always_on', undefined, [true, true, true]],
    ['always_off', undefined, [false, false, false]],
    ['parentbased_always_off', undefined, [false, false, false]],
    ['traceidratio', '0.5', [true, false, false]],
    ['parentbased_traceidratio', '0.5', [true, false, false]],
  ])('with %s %s is %o for a low id, a high id, and an unsampled parent', (name, ratio, expected) => {
    const {settings} = traceSettings({
      ...{...ENDPOINT, OTEL_TRACES_SAMPLER: name},
      ...(ratio !== undefined && {OTEL_TRACES_SAMPLER_ARG: ratio}),
    });
    if (!settings) throw new Error('there are settings');
    const {sampling} = settings;
    expect([isSampled(sampling, LOW), isSampled(sampling, HIGH), isSampled(sampling, HIGH, parent)]).toEqual(
      expected,
    );
  });
});

describe('TRACEPARENT', () => {
  const ids = '0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331';

  test.each([`00-${ids}-01`, `00-${ids}-00`])('%s is parsed and formatted', text => {
    const parent = parseTraceParent(text);
    expect(parent && traceParentText(parent)).toBe(text);
  });

  test.each([
    undefined,
    '',
    `00-${ids}`,
    `00-${ids}-01-more`,
    `ff-${ids}-01`,
    `00-${ids.toUpperCase()}-01`,
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`,
  ])('%s is invalid', text => {
    expect(parseTraceParent(text)).toBeUndefined();
  });

  test('a newer version may have more fields', () => {
    expect(parseTraceParent(`01-${ids}-01-more`)).toMatchObject({isSampled: true});
  });
});

test('the service name comes from its own variable, then from the resource attributes, then is bottle', () => {
  const facts = {host: 'box', pid: 7, version: '1.2.3'};
  const name = (env: Record<string, string>): unknown => resourceOf({env, ...facts})['service.name'];
  const attributes = 'service.name=mine,deployment.environment.name=a%20b';
  expect(name({})).toBe('bottle');
  expect(name({OTEL_RESOURCE_ATTRIBUTES: attributes})).toBe('mine');
  expect(name({OTEL_RESOURCE_ATTRIBUTES: attributes, OTEL_SERVICE_NAME: 'yours'})).toBe('yours');
  expect(resourceOf({env: {OTEL_RESOURCE_ATTRIBUTES: attributes}, ...facts})).toMatchObject({
    ...{'deployment.environment.name': 'a b', 'host.name': 'box', 'telemetry.sdk.name': 'bottle'},
  });
});
