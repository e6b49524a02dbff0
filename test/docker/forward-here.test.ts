import {once} from 'node:events';
import {createConnection, type Socket} from 'node:net';
import {expect, test} from 'vitest';
import {forwardHere} from '../../src/docker/forward-here.ts';
import type {PlaceContext} from '../../src/places/place-context.ts';
import {systemClock} from '../../src/processes/system-clock.ts';
import {freePort} from '../support/listen.ts';

/** An address reserved for documentation (RFC 5737), which never responds. */
const far = {host: '192.0.2.1', port: 80};

test('keeps forwarding after a client resets its connection before the remote machine responds', async () => {
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  process.once('uncaughtException', onError);
  const over = new AbortController();
  const local = {host: '127.0.0.1', port: await freePort()};
  const context = {services: {clock: systemClock}, warn: () => undefined} as unknown as PlaceContext;
  await forwardHere([{local, far}], {place: 'big', over: over.signal}, context);
  const connect = async (): Promise<Socket> => {
    const client = createConnection(local);
    await once(client, 'connect');
    return client;
  };
  try {
    (await connect()).resetAndDestroy();
    const next = await connect();
    next.on('error', () => undefined);
    const closed = once(next, 'close');
    over.abort();
    await closed;
    expect(errors).toEqual([]);
  } finally {
    process.off('uncaughtException', onError);
  }
});
