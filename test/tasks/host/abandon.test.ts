import {expect, test} from 'vitest';
import type {HostProcess} from '../../../src/processes/host-process.ts';
import {runBriefly} from '../../../src/tasks/host/brief-command.ts';
import type {LaunchContext} from '../../../src/tasks/host/launch.ts';
import {runHost} from '../../../src/tasks/host/run-command.ts';
import {serve} from '../../../src/tasks/host/serve.ts';
import type {UpContext} from '../../../src/tasks/task-context.ts';
import type {TaskName} from '../../../src/vocabulary/ids.ts';
import type {MadeRecord, UndoRecord} from '../../../src/vocabulary/journal-record.ts';

const command = {
  ...({command: {form: 'shell', script: 'true', values: {}}, shell: 'sh', cwd: '/'} as const),
  ...({streams: 'merged', stdin: 'empty', notify: false, graceMs: 0, stopSignal: 'SIGTERM'} as const),
};

test.each<[string, (context: UpContext) => Promise<unknown>]>([
  ['a command', async context => await runHost(command, context)],
  ['a service', async context => await serve.up(command, context)],
  ['a probe', async context => await runBriefly(command, context, context.signal)],
])('%s is abandoned at its gate if it cannot be recorded in the journal', async (_, start) => {
  const noted = Object.assign(new Error('no more descriptors'), {code: 'EMFILE'});
  const {calls, context} = atGate(async () => await Promise.reject(noted));
  await expect(start(context)).rejects.toBe(noted);
  expect(calls).toEqual(['abandon']);
});

const undo = {made: 'undo', command: {command: 'true'}, graceMs: 0} as unknown as UndoRecord;

test.each<[string, (context: UpContext) => Promise<unknown>, calls: readonly string[]]>([
  ['a command', async context => await runHost(command, context), ['abandon']],
  [
    'a command with `undo`',
    async context => await runHost({...command, undo}, context),
    ['abandon', 'forget undo'],
  ],
  ['a service', async context => await serve.up(command, context), ['abandon']],
])('%s is abandoned at its gate if it is cancelled while it is recorded', async (_, start, expected) => {
  const cancelled = new AbortController();
  const {calls, context} = atGate(async () => cancelled.abort('cancelled'), cancelled.signal);
  await expect(start(context)).rejects.toBe('cancelled');
  expect(calls).toEqual(expected);
});

/** The context of a process that waits at its gate, and the calls that concern it. */
function atGate(record: () => Promise<void>, signal = new AbortController().signal) {
  const calls: string[] = [];
  const process: HostProcess = {
    identity: {pid: 4711, startTime: '1', bootId: 'b', pidNamespace: 'n'},
    ...{parent: 1, leadsGroup: true, droppedNames: []},
    begin: () => void calls.push('begin'),
    abandon: () => void calls.push('abandon'),
    ended: new Promise(() => undefined),
    notified: new Promise(() => undefined),
    leftGroup: async () => false,
  };
  const output: LaunchContext['output'] = {write: () => undefined, end: async () => undefined};
  const context = {
    ...{task: 'a' as TaskName, env: {}, output, signal, record, started: () => expect.unreachable()},
    ...{services: {launchProcess: async () => process}, run: {id: 'r'}, file: {dir: '/'}},
    forget: async ({made}: MadeRecord) => void calls.push(`forget ${made}`),
  };
  return {calls, context: context as unknown as UpContext};
}
