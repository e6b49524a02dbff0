import {expect, test} from 'vitest';
import {followLogs} from '../../../src/kubernetes/api/pod-logs.ts';
import {fakeApiServer, statusBody, type FakeAnswer} from '../../support/fake-api-server.ts';

const LINES = ['2026-01-01T00:00:01.000000001Z one\n', '2026-01-01T00:00:02.000000001Z two\n'];

/**
 * Follows the log of a pod. The first connection ends after a line, the next requests get `answers`, the last one gets
 * the rest.
 */
async function logAfter(...answers: readonly FakeAnswer[]) {
  let opened = 0;
  let isOver = false;
  const left = [...answers];
  const server = await fakeApiServer(({path, query}, response) => {
    if (!path.endsWith('/log')) {
      const state = isOver ? {terminated: {exitCode: 0}} : {running: {}};
      return {body: {status: {containerStatuses: [{name: 'main', state}]}}};
    }
    const answer = opened > 0 ? left.shift() : undefined;
    if (answer) return answer;
    isOver = opened++ > 0;
    const since = (query.get('sinceTime') ?? '').slice(0, 19);
    response.end(
      LINES.slice(0, opened)
        .filter(line => line.slice(0, 19) >= since)
        .join(''),
    );
    return undefined;
  });
  const pieces: string[] = [];
  const target = {client: server.client(), namespace: 'default', pod: 'web', container: 'main'};
  const ended = followLogs(target, {
    onPiece: piece => void pieces.push(Buffer.from(piece).toString()),
    signal: new AbortController().signal,
  });
  return {pieces, ended};
}

test.each([
  ['an expired token', statusBody(401, 'Unauthorized', 'Unauthorized')],
  ['a server that is starting', statusBody(403, 'Forbidden', 'User "me" cannot get resource "pods/log"')],
])('a log continues after a temporary refusal: %s', async (_name, refusal) => {
  const {pieces, ended} = await logAfter(refusal, refusal);
  await ended;
  expect(pieces.join('')).toBe('one\ntwo\n');
});

test('a log that was never allowed fails without waiting', async () => {
  const {client} = await fakeApiServer(() =>
    statusBody(403, 'Forbidden', 'User "me" cannot get resource "pods/log"'),
  );
  const target = {client: client(), namespace: 'default', pod: 'web', container: 'main'};
  const read = followLogs(target, {onPiece: () => undefined, signal: new AbortController().signal});
  await expect(read).rejects.toMatchObject({facts: {problem: 'forbidden'}});
});
