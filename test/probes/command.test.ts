import {expect, test} from 'vitest';
import type {RunCommand} from '../../src/probes/probe-kind.ts';
import {checkOnce} from '../support/check-once.ts';

test('the command is run as written, in its place and with its environment', async () => {
  const calls: unknown[] = [];
  const runCommand: RunCommand = async (command, options) => {
    calls.push([command, options]);
    return {code: 0, lastLine: ''};
  };
  const context = {runCommand, cwd: '/project', env: {LEVEL: 'info'}, shell: 'bash'};
  const {signal} = new AbortController();
  expect(await checkOnce({command: 'pg_isready -q'}, context, signal)).toEqual({status: 'ready'});
  expect(await checkOnce({command: ['pg_isready', '-q']}, context, signal)).toEqual({status: 'ready'});
  const options = {signal, cwd: '/project', env: {LEVEL: 'info'}, shell: 'bash'};
  expect(calls).toEqual([
    [{form: 'shell', script: 'pg_isready -q', values: {}}, options],
    [{form: 'argv', argv: ['pg_isready', '-q']}, options],
  ]);
});

test.each([
  [1, '', 'exit code 1'],
  [2, 'no response', 'exit code 2: no response'],
  [2, `\u001B[31m${'x'.repeat(200)}\t`, `exit code 2: ${'x'.repeat(120)}…`],
  [127, 'sh: pg_isready: not found', 'exit code 127: sh: pg_isready: not found'],
])('exit code %d with the last line %j', async (code, lastLine, lastSeen) => {
  const runCommand: RunCommand = async () => ({code, lastLine});
  expect(await checkOnce({command: 'pg_isready'}, {runCommand})).toEqual({status: 'pending', lastSeen});
});

test('what the runner of commands throws is not swallowed', async () => {
  const runCommand: RunCommand = () => Promise.reject(new Error('no such folder'));
  await expect(checkOnce({command: 'pg_isready'}, {runCommand})).rejects.toThrow('no such folder');
});
