import {createServer} from 'node:http';
import {expect, onTestFinished, test} from 'vitest';
import {podChannel} from '../../../src/kubernetes/api/channel.ts';
import {createClient} from '../../../src/kubernetes/api/client.ts';
import {accessTo} from '../../support/fake-api-server.ts';
import {fakeClock, type FakeClock} from '../../support/fake-clock.ts';
import {listen} from '../../support/listen.ts';

interface Hanging {
  readonly clock: FakeClock;
  readonly signals: {readonly first: AbortController; readonly second: AbortController};
  /** Resolves with the failure of the command. */
  readonly failed: Promise<Error>;
  isOver(): boolean;
}

/** An interactive command in a cluster that accepts its connection and never responds. */
async function hangingCommand(): Promise<Hanging> {
  const server = createServer();
  let connections = 0;
  server.on('upgrade', () => connections++);
  const url = `http://127.0.0.1:${await listen(server)}`;
  const clock = fakeClock();
  const client = createClient(accessTo(url), clock);
  onTestFinished(() => client.close());
  const signals = {first: new AbortController(), second: new AbortController()};
  const channel = podChannel({client, namespace: 'default', pod: 'web', container: 'web'});
  const options = {signal: signals.first.signal, force: signals.second.signal};
  let isOver = false;
  const failed = channel.execInTerminal(['sh'], options).then(
    code => new Error(`exit code ${code}`),
    (error: unknown) => error as Error,
  );
  void failed.then(() => (isOver = true));
  await expect.poll(() => connections).toBe(1);
  return {clock, signals, failed, isOver: () => isOver};
}

test('the first Ctrl-C ends a command in a hanging cluster after its grace period and five seconds for killing it', async () => {
  const {clock, signals, failed, isOver} = await hangingCommand();
  signals.first.abort();
  await clock.advance(6_999);
  expect(isOver()).toBe(false);
  await clock.advance(1);
  expect(await failed).toMatchObject({message: 'the command was killed'});
});

test('the second Ctrl-C ends a command in a hanging cluster within a second', async () => {
  const {clock, signals, failed, isOver} = await hangingCommand();
  signals.first.abort();
  await clock.advance(500);
  signals.second.abort();
  await clock.advance(999);
  expect(isOver()).toBe(false);
  await clock.advance(1);
  expect(await failed).toMatchObject({message: 'the command was killed'});
  expect(clock.timers).toBe(0);
});

test('a second Ctrl-C ends a command in a hanging cluster within a second while it is being killed', async () => {
  const {clock, signals, failed} = await hangingCommand();
  signals.first.abort();
  await clock.advance(3_000);
  signals.second.abort();
  await clock.advance(1_000);
  expect(await failed).toMatchObject({message: 'the command was killed'});
});
