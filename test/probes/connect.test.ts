import {connect as connectPlain, createServer} from 'node:net';
import {once} from 'node:events';
import {expect, test} from 'vitest';
import {connect} from '../../src/probes/connect.ts';
import {systemClock} from '../../src/processes/system-clock.ts';
import {listen} from '../support/listen.ts';

test('a connection that is no longer wanted when it opens is closed, and so is the one behind it', async () => {
  const server = createServer();
  const accepted: number[] = [];
  let open = 0;
  server.on('connection', socket => {
    accepted.push(open++);
    socket.resume().once('close', () => open--);
  });
  const at = {host: '127.0.0.1', port: await listen(server)};
  const over = new AbortController();
  // Opens in the same turn as the connection of the attempt, and before it.
  const first = connectPlain(at, () => over.abort());
  let opened = 0;
  const attempt = connect({at, behind: at, holdMs: 0, onOpen: () => opened++}, systemClock, over.signal);
  expect(await attempt).toEqual({problem: 'no response'});
  first.destroy();
  // After all connections of the attempt.
  const last = connectPlain(at);
  await once(last, 'connect');
  last.destroy();
  await expect.poll(() => open).toBe(0);
  expect(opened).toBe(0);
});
