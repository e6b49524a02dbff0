import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';
import {freePort} from '../support/listen.ts';
import {attributeOf, otlpCollector} from '../support/otlp-collector.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const INCOMING = {
  TRACEPARENT: `00-${TRACE}-b7ad6b7169203331-01`,
  TRACESTATE: 'vendor=1',
  BAGGAGE: 'user=me',
};

test('a run continues the incoming trace, and each task gets its own context', async () => {
  const rig = await launchRig(`
name: shop
env: {FROM_FILE: x}
tasks:
  first: {run: 'echo "$TRACEPARENT $TRACESTATE $BAGGAGE" > first'}
  again: {run: 'echo $TRACEPARENT >> again; test $(wc -l < again) -eq 2', retry: {attempts: 2, delay: 1ms}}
  own: {run: 'echo $TRACEPARENT > own', env: {TRACEPARENT: mine}}
  last: {needs: [first], run: "true"}
`);
  const collector = await otlpCollector();
  const env = {
    ...INCOMING,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    OTEL_EXPORTER_OTLP_HEADERS: 'a=b',
  };
  const {code, stderr} = await rig.run([], {env}).ended();
  expect({code, stderr}).toEqual({code: 0, stderr: ''});

  const root = collector.span('RUN shop');
  expect(root).toMatchObject({traceId: TRACE, parentSpanId: 'b7ad6b7169203331', traceState: 'vendor=1'});
  expect(new Set(collector.spans().map(({traceId}) => traceId))).toEqual(new Set([TRACE]));
  const first = collector.span('first');
  expect(first.parentSpanId).toBe(root.spanId);
  expect(await rig.read('first')).toBe(`00-${TRACE}-${first.spanId}-01 vendor=1 user=me\n`);
  const attempts = collector.spans().filter(({name}) => name === 'again');
  expect(await rig.read('again')).toBe(attempts.map(({spanId}) => `00-${TRACE}-${spanId}-01\n`).join(''));
  expect(attempts.map(({status}) => status.code)).toEqual([2, undefined]);
  // The value in the file takes precedence.
  expect(await rig.read('own')).toBe('mine\n');
  expect(collector.headers[0]).toMatchObject({a: 'b'});
  expect(attributeOf(root, 'cicd.pipeline.result')).toBe('success');
});

test('secrets are masked in traces as in events', async () => {
  const rig = await launchRig(`
secrets: {TOKEN: {env: TOKEN}}
until: end
tasks:
  leak:
    serve: exec tail -f /dev/null
    ready: {command: 'echo "bad \${{ secrets.TOKEN }}"; test -e tried || { touch tried; exit 1; }'}
  end: {needs: [leak], run: "true"}
`);
  const collector = await otlpCollector();
  const env = {OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, TOKEN: 'the-secret-itself'};
  expect((await rig.run([], {env}).ended()).code).toBe(0);
  const sent = JSON.stringify(collector.requests);
  expect(sent).toContain('bottle.probe_attempted');
  expect(sent).toContain('bad ***');
  expect(sent).not.toContain('the-secret-itself');
});

test('nothing is sent without an endpoint, and an incoming context is passed on unchanged', async () => {
  const rig = await launchRig(`tasks: {a: {run: 'echo $TRACEPARENT > a'}}`);
  expect((await rig.run([], {env: INCOMING}).ended()).code).toBe(0);
  expect(await rig.read('a')).toBe(`${INCOMING.TRACEPARENT}\n`);
  const collector = await otlpCollector();
  const off = {OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_SDK_DISABLED: 'true'};
  expect((await rig.run([], {env: off}).ended()).code).toBe(0);
  expect(collector.headers).toEqual([]);
});

test('an unsampled trace is not sent, and tasks get the flag', async () => {
  const rig = await launchRig(`tasks: {a: {run: 'echo $TRACEPARENT > a'}}`);
  const collector = await otlpCollector();
  const env = {OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_TRACES_SAMPLER: 'always_off'};
  expect((await rig.run([], {env}).ended()).code).toBe(0);
  expect(await rig.read('a')).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-00\n$/);
  expect(collector.headers).toEqual([]);
});

test.each(['http', 'https'])('an unreachable endpoint causes a single warning (%s)', async protocol => {
  const rig = await launchRig(`tasks: {a: {run: "true"}}`);
  const endpoint = `${protocol}://user:secret@127.0.0.1:${await freePort()}`;
  const {code, stderr} = await rig.run([], {env: {OTEL_EXPORTER_OTLP_ENDPOINT: endpoint}}).ended();
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /^warning: traces are lost: https?:\/\/127\.0\.0\.1:\d+\/v1\/traces: .*ECONNREFUSED.*\n$/,
  );
  expect(stderr).not.toContain('secret');
});

test('long runs send spans as they end, even after the collector was busy', async () => {
  const rig = await launchRig(`tasks: {a: {run: "true"}, b: {needs: [a], serve: "exec tail -f /dev/null"}}`);
  const collector = await otlpCollector(503);
  const env = {
    ...{OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_BSP_SCHEDULE_DELAY: '1'},
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
  };
  const launch = rig.run([], {env});
  await expect
    .poll(() => collector.spans().map(({name}) => name))
    .toEqual(expect.arrayContaining(['a', 'b']));
  launch.signal('SIGINT');
  expect((await launch.ended()).stderr).toBe('');
  expect(attributeOf(collector.span('RUN work'), 'cicd.pipeline.result')).toBe('cancellation');
  expect(collector.spans().map(({name}) => name)).toContain('b up');
});

test('detached runs send traces too', async () => {
  const rig = await launchRig(
    `tasks: {web: {serve: 'echo $TRACEPARENT; exec tail -f /dev/null', ready: {log: "00-"}}}`,
  );
  const collector = await otlpCollector();
  const env = {...INCOMING, OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint};
  const {code, stdout} = await rig.bottle(['run', '-d'], {env}).ended();
  expect(code).toBe(0);
  expect((await rig.bottle(['down'], {env}).ended()).code).toBe(0);
  await expect.poll(() => collector.spans().map(({name}) => name)).toContain('RUN work');
  expect(stdout).toContain(`00-${TRACE}-${collector.span('web').spanId}-01`);
  expect(attributeOf(collector.span('RUN work'), 'bottle.detached')).toBe('true');
  await expect.poll(rig.leftBehind).toEqual([]);
});

test('unsupported variables are reported once, and the run continues', async () => {
  const rig = await launchRig(`tasks: {a: {run: "true"}}`);
  const env = {OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc'};
  const launch = rig.run([], {env});
  expect((await launch.ended()).code).toBe(0);
  const warnings = launch.events.flatMap(event => (event.type === 'run-warned' ? [event.warning] : []));
  expect(warnings).toEqual([expect.stringMatching(/^no traces are exported: the protocol is grpc/)]);
});
