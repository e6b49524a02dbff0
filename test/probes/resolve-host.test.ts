import {createServer} from 'node:http';
import {expect, test} from 'vitest';
import {systemClock} from '../../src/processes/system-clock.ts';
import {hostEndpoint} from '../../src/tasks/host/launch.ts';
import {checkOnce} from '../support/check-once.ts';
import {freePort, hasIpv6, listen} from '../support/listen.ts';

const serve = async (host: string): Promise<number> =>
  await listen(
    createServer((_request, response) => response.end()),
    {host},
  );
const hosts = (await hasIpv6()) ? ['127.0.0.1', '::1'] : ['127.0.0.1'];

test.each(hosts)('`localhost` is reached if the server listens only on %s', async host => {
  const port = await serve(host);
  const context = {clock: systemClock, subject: {endpoint: hostEndpoint}};
  expect(await checkOnce({port}, context)).toEqual({status: 'ready'});
  expect(await checkOnce({port: `localhost:${port}`}, context)).toEqual({status: 'ready'});
  expect(await checkOnce({http: `http://localhost:${port}/`}, context)).toEqual({status: 'ready'});
  expect(await checkOnce({http: `http://web.localhost:${port}/`}, context)).toEqual({status: 'ready'});
});

test('both addresses are reported if nothing listens', async () => {
  const port = await freePort();
  const lastSeen = 'connection refused on 127.0.0.1 and ::1';
  expect(await checkOnce({port: `localhost:${port}`})).toEqual({status: 'pending', lastSeen});
  expect(await checkOnce({http: `http://localhost:${port}/`})).toEqual({status: 'pending', lastSeen});
});
