import {expect, test} from 'vitest';
import {keepJob} from '../../../src/kubernetes/api/job.ts';
import {fakeApiServer, statusBody} from '../../support/fake-api-server.ts';
import {fakeClock} from '../../support/fake-clock.ts';

const JOB = '/apis/batch/v1/namespaces/default/jobs/run-1';
const kept = {namespace: 'default', name: 'run-1', durationSeconds: 3_600};

test('the deadline of a Job is extended by the clock of the API server, often enough for a machine to sleep for most of an hour', async () => {
  const deadlines: unknown[] = [];
  // 50 minutes ahead of this process's clock, as after a sleep of its machine.
  const times = ['2026-01-01T00:05:00Z', '2026-01-01T01:00:00Z'];
  const server = await fakeApiServer(({method, body}) => {
    if (method === 'PATCH') deadlines.push(body);
    const headers = {date: new Date(times[Math.min(deadlines.length, 1)] ?? '').toUTCString()};
    return {headers, body: {status: {startTime: '2026-01-01T00:00:00Z'}}};
  });
  const clock = fakeClock();
  const over = new AbortController();
  const ended = keepJob(server.client({clock}), kept, {signal: over.signal});
  for (let renewals = 1; renewals <= 2; renewals++) {
    await clock.advance(300_000);
    await expect.poll(() => [deadlines.length, Math.round(clock.nextIn)]).toEqual([renewals, 300_000]);
  }
  over.abort();
  await ended;
  expect(deadlines).toEqual([
    {spec: {activeDeadlineSeconds: 300 + 3_600}},
    {spec: {activeDeadlineSeconds: 3_600 + 3_600}},
  ]);
  expect([...new Set(server.requests)]).toEqual([`GET ${JOB}`, `PATCH ${JOB}`]);
});

test('a deleted Job is not kept alive', async () => {
  const server = await fakeApiServer(() => statusBody(404, 'NotFound', 'jobs "run-1" not found'));
  const clock = fakeClock();
  const ended = keepJob(server.client({clock}), kept, {signal: new AbortController().signal});
  ended.catch(() => undefined);
  await clock.advance(300_000);
  await expect(ended).rejects.toMatchObject({facts: {problem: 'not-found'}});
});
