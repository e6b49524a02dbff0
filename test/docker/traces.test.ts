import {expect, test} from 'vitest';
import {BUSYBOX, withEngine} from '../support/docker.ts';
import {launchRig} from '../support/launch-rig.ts';
import {otlpCollector} from '../support/otlp-collector.ts';

withEngine('a traced run', () => {
  test('passes separate trace contexts to containers and to commands in them', async () => {
    const rig = await launchRig(
      `
tasks:
  box: {container: {image: "${BUSYBOX}", command: [sh, -c, "echo box=$$TRACEPARENT; exec sleep 3600"], init: true}, ready: {log: box=}}
  inside: {exec: {in: box, command: 'echo inside=$TRACEPARENT'}}
  own: {exec: {in: box, command: 'echo own=$TRACEPARENT'}, env: {TRACEPARENT: mine}}
until: own
`.replace('$$', '$'),
    );
    const collector = await otlpCollector();
    const launch = rig.run([], {env: {OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint}});
    expect((await launch.ended()).code).toBe(0);
    const lines = launch.events.flatMap(event => (event.type === 'task-output' ? [event.line] : []));
    const context = (task: string): string => {
      const {traceId, spanId} = collector.span(task);
      return `00-${traceId}-${spanId}-01`;
    };
    expect(lines).toEqual(
      expect.arrayContaining([`box=${context('box')}`, `inside=${context('inside')}`, 'own=mine']),
    );
    expect(await rig.leftBehind()).toEqual([]);
  });
});
