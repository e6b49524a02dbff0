import {existsSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';
import {freePort} from '../support/listen.ts';

/** The OpenTelemetry Collector, built from test/support/collector by .ci/run. */
const OTELCOL = process.env.OTELCOL ?? '';
const isMissing = !existsSync(OTELCOL);

describe.skipIf(isMissing && !process.env.CI)(
  `the OpenTelemetry Collector${isMissing ? ': OTELCOL is not the path of one' : ''}`,
  () => {
    test('receives a run as a trace', async () => {
      const port = await freePort();
      const rig = await launchRig(`
name: shop
tasks:
  db: {serve: 'exec tail -f /dev/null', ready: {command: "true"}}
  test: {needs: [db], run: 'exit 3'}
`);
      await rig.write(
        'collector.yaml',
        `receivers: {otlp: {protocols: {http: {endpoint: "127.0.0.1:${port}"}}}}
exporters: {debug: {verbosity: detailed}}
service:
  telemetry: {metrics: {level: none}}
  pipelines: {traces: {receivers: [otlp], exporters: [debug]}}
`,
      );
      const collector = rig.start([OTELCOL, '--config', 'collector.yaml']);
      await collector.printed('Everything is ready');
      const trace = '0af7651916cd43dd8448eb211c80319c';
      const {code, stderr} = await rig
        .run([], {
          env: {
            OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
            OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
            TRACEPARENT: `00-${trace}-b7ad6b7169203331-01`,
          },
        })
        .ended();
      expect({code, stderr}).toEqual({code: 1, stderr: expect.not.stringContaining('traces') as unknown});
      const root = spanIn(await collector.printed(/Name +: RUN shop[^]*bottle\.leftovers/), 'RUN shop');
      expect(root).toMatch(new RegExp(`Trace ID +: ${trace}\n +Parent ID +: b7ad6b7169203331\n`));
      expect(root).toMatch(/Kind +: Server\n/);
      expect(root).toMatch(/Status code +: Error\n/);
      expect(root).toMatch(/cicd\.pipeline\.result: Str\(failure\)/);
      const task = spanIn(await collector.printed(/Name +: test\n/), 'test');
      expect(task).toMatch(/Status message +: task `test` exited with code 3\n/);
      expect(task).toMatch(/process\.exit\.code: Int\(3\)/);
      expect(task).toMatch(/SpanLink #0\n[^]*bottle\.need\.condition: Str\(ready\)/);
      expect(spanIn(await collector.printed(/Name +: db\n/), 'db')).toMatch(/Name: bottle\.probe_passed\n/);
      collector.signal('SIGTERM');
      expect((await collector.ended()).code).toBe(0);
    });
  },
);

/** The text that the collector printed for a span. */
function spanIn(printed: string, name: string): string {
  const spans = printed.split(/^Span #\d+$/m);
  return spans.find(span => new RegExp(`^ +Name +: ${name}$`, 'm').test(span)) ?? '';
}
