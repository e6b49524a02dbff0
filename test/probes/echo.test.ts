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
  ['the command is killed', killed, 'exit code 137'],
  [
    'the command is killed after some output',
    {code: 137, stdout: 'half', stderr: 'Killed\n'},
    'exit code 137: Killed',
  ],
  [
    'the workload is gone',
    {code: 1, stdout: '', stderr: `WARN x\nError: ${notRunning}\n`},
    `exit code 1: Error: ${notRunning}`,
  ],
  [
    'an error message with exit code 0',
    {code: 0, stdout: notRunning, stderr: ''},
    `exit code 0, but \`${notRunning}\` instead of the echo`,
  ],
  ['no output with exit code 0', {code: 0, stdout: '', stderr: ''}, 'exit code 0, but no echo'],
  ['a broken channel', {breaks: 'no connection to the agent'}, 'no connection to the agent'],
])('is pending: %s', async (_what, act, lastSeen) => {
  expect(await checkOnce({echo: {}}, {subject: {channel: fakeChannel(act)}})).toEqual({
    status: 'pending',
    lastSeen,
  });
});

test('fails without the program `echo`', async () => {
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
])('with %j after the echo passes: %j', async (end, passes) => {
  const exec = async (argv: readonly string[]) => ({
    code: 0,
    stdout: `${argv[1] ?? ''}${end}`,
    stderr: 'WARN x\n',
  });
  expect((await checkOnce({echo: {}}, {subject: {channel: {exec}}})).status === 'ready').toBe(passes);
});

test('is pending for an echo with an exit code other than 0', async () => {
  const exec = async (argv: readonly string[]) => ({code: 137, stdout: `${argv[1] ?? ''}\n`, stderr: ''});
  expect(await checkOnce({echo: {}}, {subject: {channel: {exec}}})).toMatchObject({status: 'pending'});
});

test('is pending for the echo of an earlier attempt', async () => {
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

test('is pending if the channel responds once and then kills a command', async () => {
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

test('retries after a hanging channel', async () => {
  const {readiness, lastSeen} = await poll({attempt_timeout: '500ms'}, 'hang', 'echo');
  expect(readiness).toEqual({status: 'ready', attempts: 2, elapsedMs: 512.5, outputs: {}});
  expect(lastSeen).toEqual(['no response within 500 ms']);
});

test('throws errors that are not failures of the channel', async () => {
  const exec = () => Promise.reject(new TypeError('a bug'));
  await expect(checkOnce({echo: {}}, {subject: {channel: {exec}}})).rejects.toThrow(new TypeError('a bug'));
});

test('throws for a task without a channel', () => {
  expect(() => createProbe({echo: {}}, probeContext())).toThrow(
    'a task without exec channel has an echo probe',
  );
});
