import {expect, test} from 'vitest';
import {createProbe} from '../../src/probes/registry.ts';
import type {HealthReports} from '../../src/probes/subject.ts';
import {probeContext} from '../support/probe-context.ts';

type Report = Parameters<Parameters<HealthReports['follow']>[0]>;

function healthProbe(...reports: readonly Report[]) {
  const health: HealthReports = {
    follow(onHealth) {
      for (const report of reports) onHealth(...report);
    },
  };
  const {probe} = createProbe({health: {}}, probeContext({subject: {health}}));
  if (!('wait' in probe)) throw new Error('Docker reports the health, so nothing polls');
  return probe;
}

test('passes if the container is healthy', async () => {
  const probe = healthProbe(['starting', 'refused'], ['healthy', 'ok']);
  expect(await probe.wait(new AbortController().signal)).toEqual({status: 'ready'});
});

test('fails if the container is unhealthy, with the output of the check', async () => {
  const probe = healthProbe(['starting', ''], ['unhealthy', 'connection refused']);
  expect(await probe.wait(new AbortController().signal)).toEqual({
    status: 'failed',
    lastSeen: 'unhealthy: connection refused',
    next: 'if it starts slowly, set a `start_period` or more `retries` in its `healthcheck`',
  });
});

test('fails if the container has no health check, and reports this', async () => {
  expect(await healthProbe(['none', '']).wait(new AbortController().signal)).toEqual({
    status: 'failed',
    lastSeen: 'it has no health check; add a `healthcheck`',
  });
});

test('reports the last health and the output of the check when aborted', async () => {
  const over = new AbortController();
  const waiting = healthProbe(['starting', ''], ['starting', 'connection refused']).wait(over.signal);
  over.abort();
  expect(await waiting).toEqual({status: 'pending', lastSeen: 'starting: connection refused'});
});
