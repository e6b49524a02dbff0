import {expect, test} from 'vitest';
import type {HostProcess} from '../../../src/processes/host-process.ts';
import {runBriefly} from '../../../src/tasks/host/brief-command.ts';
import type {LaunchContext} from '../../../src/tasks/host/launch.ts';
import {runHost} from '../../../src/tasks/host/run-command.ts';
import {serve} from '../../../src/tasks/host/serve.ts';
import type {UpContext} from '../../../src/tasks/task-context.ts';
import type {TaskName} from '../../../src/vocabulary/ids.ts';

const command = {
  ...({command: {form: 'shell', script: 'true', values: {}}, shell: 'sh', cwd: '/'} as const),
  ...({streams: 'merged', stdin: 'empty', notify: false, graceMs: 0, stopSignal: 'SIGTERM'} as const),
};

test.each<[string, (context: UpContext) => Promise<unknown>]>([
  ['a command', async context => await runHost(command, context)],
  ['a service', async context => await serve.up(command, context)],
  ['a probe', async context => await runBriefly(command, context, context.signal)],
])('%s is abandoned at its gate if it cannot be recorded in the journal', async (_, start) => {
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
  const noted = Object.assign(new Error('no more descriptors'), {code: 'EMFILE'});
  const output: LaunchContext['output'] = {write: () => undefined, end: async () => undefined};
  const context = {
    ...{task: 'a' as TaskName, env: {}, output, signal: new AbortController().signal},
    ...{services: {launchProcess: async () => process}, run: {id: 'r'}, file: {dir: '/'}},
    ...{record: async () => await Promise.reject(noted), started: () => expect.unreachable()},
  };
  await expect(start(context as unknown as UpContext)).rejects.toBe(noted);
  expect(calls).toEqual(['abandon']);
});
