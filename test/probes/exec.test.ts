import {expect, test} from 'vitest';
import {createProbe} from '../../src/probes/registry.ts';
import {checkOnce} from '../support/check-once.ts';
import {fakeChannel, type ChannelAct} from '../support/fake-channel.ts';
import {probeContext} from '../support/probe-context.ts';

test('passes if the command exits with 0, regardless of its output', async () => {
  const channel = fakeChannel({code: 0, stdout: 'accepting\n', stderr: 'WARN x\n'});
  expect(await checkOnce({exec: ['pg_isready', '${{ vars.-q }}']}, {subject: {channel}})).toEqual({
    status: 'ready',
  });
  expect(channel.asked).toEqual([['pg_isready', '-q']]);
});

test.each<[string, ChannelAct, string]>([
  ['the command fails', {code: 2, stdout: '', stderr: ''}, 'exit code 2'],
  [
    'the command fails with output',
    {code: 2, stdout: 'checking\nno response\n', stderr: ''},
    'exit code 2: no response',
  ],
  [
    'the command fails with output on stderr',
    {code: 2, stdout: 'checking\n', stderr: 'no\r\nresponse\r\n'},
    'exit code 2: response',
  ],
  ['killed', {code: 137, stdout: '', stderr: ''}, 'exit code 137'],
  [
    'a broken channel',
    {breaks: 'io operation failed:\nconnection closed'},
    'io operation failed: connection closed',
  ],
])('is pending: %s', async (_what, act, lastSeen) => {
  expect(await checkOnce({exec: ['pg_isready']}, {subject: {channel: fakeChannel(act)}})).toEqual({
    status: 'pending',
    lastSeen,
  });
});

test.each<[string, ChannelAct, object]>([
  ['the program', {refuses: 'exec: "nope": not found'}, {lastSeen: 'exec: "nope": not found'}],
  [
    'a command of its shell script',
    {code: 127, stdout: '', stderr: 'sh: nope: not found\n'},
    {
      lastSeen: 'exit code 127: sh: nope: not found',
      next: '127 means that a command was not found: is it installed, and on the PATH?',
    },
  ],
])('fails if %s does not exist in the container or machine', async (_what, act, seen) => {
  expect(await checkOnce({exec: ['nope']}, {subject: {channel: fakeChannel(act)}})).toEqual({
    status: 'failed',
    ...seen,
  });
});

test('throws errors that are not failures of the channel', async () => {
  const exec = () => Promise.reject(new TypeError('a bug'));
  await expect(checkOnce({exec: ['true']}, {subject: {channel: {exec}}})).rejects.toThrow(
    new TypeError('a bug'),
  );
});

test('throws for a task without a channel', () => {
  expect(() => createProbe({exec: ['true']}, probeContext())).toThrow(
    'a task without exec channel has an exec probe',
  );
});
