import {expect, test} from 'vitest';
import {ChannelError, type TaskChannel} from '../../../src/channels/channel.ts';
import type {Copy} from '../../../src/schema/tasks/copy.ts';
import {copy} from '../../../src/tasks/copy/kind.ts';
import type {UpContext} from '../../../src/tasks/task-context.ts';
import {values} from '../../../src/values/resolve.ts';
import type {TaskName} from '../../../src/vocabulary/ids.ts';

const known = values({lookup: path => (path.join('.') === 'vars.who' ? 'me:you' : undefined)});

interface Case {
  readonly source: Copy;
  readonly done: readonly [act: 'in' | 'out', source: string, target: string];
  readonly summary: string;
}

const cases: readonly Case[] = [
  {
    source: {from: './conf', to: 'box:/etc/app'},
    done: ['in', '/files/conf', '/etc/app'],
    summary: 'copy ./conf to box:/etc/app',
  },
  {
    source: {from: 'box:/var/log', to: '/tmp/logs'},
    done: ['out', '/var/log', '/tmp/logs'],
    summary: 'copy box:/var/log to /tmp/logs',
  },
  {
    source: {from: '${{ vars.who }}', to: 'box:/etc/${{ vars.who }}'},
    done: ['in', '/files/me:you', '/etc/me:you'],
    summary: 'copy me:you to box:/etc/me:you',
  },
  {
    source: {from: './with:colon', to: 'box:/x:y'},
    done: ['in', '/files/with:colon', '/x:y'],
    summary: 'copy ./with:colon to box:/x:y',
  },
];

test.each(cases)('$summary', async ({source, done, summary}) => {
  const acts: unknown[] = [];
  const channel = {
    copyIn: async (from: string, to: string) => void acts.push(['in', from, to]),
    copyOut: async (from: string, to: string) => void acts.push(['out', from, to]),
  } as unknown as TaskChannel;

  const up = await copy.up(copy.resolve({copy: source}, known), contextWith(channel));

  expect(acts).toEqual([done]);
  expect(up).toEqual({outputs: {}, subject: {channel}});
  expect(copy.validate({copy: source}, () => undefined)).toEqual([]);
  expect(copy.summary({copy: source}, known)).toBe(summary);
});

test('a failure names the source and the target of the copy', async () => {
  const channel = {
    tool: 'docker',
    copyIn: async () => Promise.reject(new ChannelError('`/files/conf` does not exist', 'request')),
  } as unknown as TaskChannel;
  const spec = copy.resolve({copy: {from: './conf', to: 'box:/etc/app'}}, known);

  await expect(copy.up(spec, contextWith(channel))).rejects.toMatchObject({
    failure: {
      ...{reason: 'docker', task: 'configure', doing: 'copy `./conf` to `box:/etc/app`'},
      why: '`/files/conf` does not exist',
    },
  });
});

test.each([
  {
    source: {from: 'a:/x', to: 'b:/y'},
    key: 'to',
    message:
      'both `from` and `to` name a task; copy to the host first, then from the host with a second task',
  },
  {
    source: {from: './x', to: '/y'},
    key: 'to',
    message: 'neither `from` nor `to` names a task; one of them must, as in `box:/path`',
  },
  {
    source: {from: './x', to: '${{ vars.who }}:/y'},
    key: 'to',
    message: 'neither `from` nor `to` names a task; one of them must, as in `box:/path`',
  },
  {
    source: {from: 'box:etc', to: './x'},
    key: 'from',
    message: 'expected an absolute path in `box`, as in `box:/etc`, found `etc`',
  },
])('$source is invalid', ({source, key, message}) => {
  expect(copy.validate({copy: source}, () => undefined)).toEqual([{key: ['copy', key], message}]);
  expect(copy.impliedNeeds({copy: source})).toEqual([]);
});

function contextWith(channel: TaskChannel): UpContext {
  const {signal} = new AbortController();
  return {
    ...{signal, task: 'configure' as TaskName, file: {path: '/files/bottle.yaml', dir: '/files'}},
    channelOf: () => channel,
  } as unknown as UpContext;
}
