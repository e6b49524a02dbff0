import {expect, test} from 'vitest';
import {untilReady, type Attempt} from '../../src/polling/poller.ts';
import {createProbe} from '../../src/probes/registry.ts';
import type {EchoProbe} from '../../src/schema/probes.ts';
import {checkOnce} from '../support/check-once.ts';
import {fakeChannel, type ChannelAct} from '../support/fake-channel.ts';
import {fakeClock} from '../support/fake-clock.ts';
import {probeContext} from '../support/probe-context.ts';

const killed: ChannelAct = {code: 137, stdout: '', stderr: ''};
const notRunning = 'the container `smolvm-1f` is not running';

async function poll(echo: EchoProbe['echo'], ...acts: readonly ChannelAct[]) {
  const clock = fakeClock();
  const channel = fakeChannel(...acts);
  const {probe, limits} = createProbe({echo}, probeContext({subject: {channel}}));
  const reported: Attempt[] = [];
  const context = {
    clock,
    signal: new AbortController().signal,
    onAttempt: (attempt: Attempt) => reported.push(attempt),
  };
  const readiness = await clock.until(untilReady(probe, limits, context));
  return {readiness, lastSeen: reported.map(attempt => attempt.lastSeen), asked: channel.asked};
}

test.each<[string, ChannelAct, string]>([
  ['killed under the command', killed, 'exit code 137'],
  ['killed, with a word', {code: 137, stdout: 'half', stderr: 'Killed\n'}, 'exit code 137: Killed'],
  [
    'the workload is gone',
    {code: 1, stdout: '', stderr: `WARN x\nError: ${notRunning}\n`},
    `exit code 1: Error: ${notRunning}`,
  ],
  [
    'an error text with exit code 0',
    {code: 0, stdout: notRunning, stderr: ''},
    `exit code 0, but \`${notRunning}\` instead of the echo`,
  ],
  ['nothing with exit code 0', {code: 0, stdout: '', stderr: ''}, 'exit code 0, but no echo'],
  ['a broken channel', {breaks: 'no connection to the agent'}, 'no connection to the agent'],
])('not ready: %s', async (_what, act, lastSeen) => {
  expect(await checkOnce({echo: {}}, {subject: {channel: fakeChannel(act)}})).toEqual({
    status: 'pending',
    lastSeen,
  });
});

test('it can never pass without a program `echo`', async () => {
  const channel = fakeChannel({refuses: 'exec: "echo": not found'});
  expect(await checkOnce({echo: {}}, {subject: {channel}})).toEqual({
    status: 'failed',
    lastSeen: 'exec: "echo": not found',
  });
});

test.each([
  ['\n', true],
  ['\r\n', true],
  ['', true],
  ['\n\n', false],
  [' ', false],
])('an echo that ends in %j passes: %j', async (end, passes) => {
  const exec = async (argv: readonly string[]) => ({
    code: 0,
    stdout: `${argv[1] ?? ''}${end}`,
    stderr: 'WARN x\n',
  });
  expect((await checkOnce({echo: {}}, {subject: {channel: {exec}}})).status === 'ready').toBe(passes);
});

test('an echo with a bad exit code does not pass', async () => {
  const exec = async (argv: readonly string[]) => ({code: 137, stdout: `${argv[1] ?? ''}\n`, stderr: ''});
  expect(await checkOnce({echo: {}}, {subject: {channel: {exec}}})).toMatchObject({status: 'pending'});
});

test('the echo of an earlier attempt does not pass', async () => {
  let first: string | undefined;
  const exec = async ([, word = '']: readonly string[]) => ({
    code: 0,
    stdout: (first ??= `${word} late`).split(' ')[0] ?? '',
    stderr: '',
  });
  const context = {subject: {channel: {exec}}};
  expect(await checkOnce({echo: {}}, context)).toEqual({status: 'ready'});
  expect(await checkOnce({echo: {}}, context)).toMatchObject({status: 'pending'});
});

test('a channel that answers once and is then killed is not ready', async () => {
  const {readiness, lastSeen, asked} = await poll(
    {successes: 2},
    {breaks: 'not there'},
    'echo',
    killed,
    'echo',
    'echo',
  );
  expect(readiness).toMatchObject({status: 'ready', attempts: 5});
  expect(lastSeen).toEqual(['not there', 'passed 1 of 2 times', 'exit code 137', 'passed 1 of 2 times']);
  expect(asked.map(([program, ...args]) => [program, args.length])).toEqual(asked.map(() => ['echo', 1]));
  expect(new Set(asked.map(([, word]) => word)).size).toBe(asked.length);
});

test('a channel that hangs is asked again', async () => {
  const {readiness, lastSeen} = await poll({attempt_timeout: '500ms'}, 'hang', 'echo');
  expect(readiness).toEqual({status: 'ready', attempts: 2, elapsedMs: 512.5, outputs: {}});
  expect(lastSeen).toEqual(['no response within 500 ms']);
});

test('errors that are not failures of the channel are bugs', async () => {
  const exec = () => Promise.reject(new TypeError('a bug'));
  await expect(checkOnce({echo: {}}, {subject: {channel: {exec}}})).rejects.toThrow(new TypeError('a bug'));
});

test('a task without channel cannot have one', () => {
  expect(() => createProbe({echo: {}}, probeContext())).toThrow(
    'a task without exec channel has an echo probe',
  );
});
