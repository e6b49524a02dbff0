import {expect, test} from 'vitest';
import type {RunCommand} from '../../src/probes/kind.ts';
import {checkOnce} from '../support/check-once.ts';

test('runs the command as written, in its folder and with its environment', async () => {
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
  [126, 'sh: pg_isready: Permission denied', 'exit code 126: sh: pg_isready: Permission denied'],
])('reports exit code %d with the last line %j', async (code, lastLine, lastSeen) => {
  const runCommand: RunCommand = async () => ({code, lastLine});
  expect(await checkOnce({command: 'pg_isready'}, {runCommand})).toEqual({status: 'pending', lastSeen});
});

test('fails if the command does not exist', async () => {
  const runCommand: RunCommand = async () => ({code: 127, lastLine: 'sh: pg_isready: not found'});
  expect(await checkOnce({command: 'pg_isready'}, {runCommand})).toEqual({
    status: 'failed',
    lastSeen: 'exit code 127: sh: pg_isready: not found',
    next: '127 means that a command was not found: is it installed, and on the PATH?',
  });
});

test('throws errors of the command runner', async () => {
  const runCommand: RunCommand = () => Promise.reject(new Error('no such folder'));
  await expect(checkOnce({command: 'pg_isready'}, {runCommand})).rejects.toThrow('no such folder');
});
