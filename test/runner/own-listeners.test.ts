import {describe, expect, test} from 'vitest';
import type {Listener, Party} from '../../src/processes/find-listeners.ts';
import {findEarlyListener, findStranger, type ListenerContext} from '../../src/runner/own-listeners.ts';
import type {RunId, TaskName} from '../../src/vocabulary/ids.ts';
import type {MadeRecord} from '../../src/vocabulary/journal-record.ts';
import {launchOf} from '../plan/launch-of.ts';

const AT = {address: '127.0.0.1', port: 80};
const WEB = 'web' as TaskName;

const startedAs = (pid: number): MadeRecord => ({
  ...{made: 'process', pid, startTime: 'x', group: true, graceMs: 0, bootId: 'b', pidNamespace: ''},
});

interface Situation {
  readonly tasks: string;
  readonly listeners: readonly Listener[];
  /** The selected tasks. Default: all. */
  readonly only?: readonly string[];
  readonly made?: Readonly<Record<string, readonly MadeRecord[]>>;
  readonly outputs?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

function situation({tasks, listeners, only, made = {}, outputs = {}}: Situation) {
  const launch = launchOf(tasks);
  const asked: Party[][] = [];
  const context: ListenerContext = {
    launch,
    facts: {id: 'r' as RunId, name: 'work', dir: '/run', state: 's'},
    tasks: new Map([...launch.tasks].filter(([name]) => only?.includes(name) ?? true)),
    journal: {made: name => made[name] ?? []} as ListenerContext['journal'],
    table: {outputsOf: name => outputs[name]},
    services: {
      findListeners: async (_at, parties) => {
        asked.push([...parties]);
        return listeners;
      },
    },
  };
  return {
    asked,
    early: async () => await findEarlyListener(AT, WEB, context),
    later: async () => await findStranger(AT, WEB, context),
  };
}

const unknown: Listener = {by: 'unknown', uid: 7};
const stranger: Listener = {by: 'process', title: 'node (pid 1)'};
const of = (name: string): Listener => ({by: 'task', task: name as TaskName});

const CHAIN = `
  web: {needs: [step], serve: x}
  step: {needs: [db], run: x}
  db: {serve: x}
  other: {serve: x}`;
const ALONE = `
  web: {serve: x}
  other: {serve: x}`;

type Row = readonly [what: string, Situation, early: string | undefined, later: string | undefined];

const rows: readonly Row[] = [
  ['no process', {tasks: CHAIN, listeners: []}, undefined, undefined],
  ['the task itself', {tasks: CHAIN, listeners: [of('web')]}, 'task `web`', undefined],
  ['a task that it needs indirectly', {tasks: CHAIN, listeners: [of('db')]}, undefined, undefined],
  ['another task', {tasks: CHAIN, listeners: [of('other')]}, 'task `other`', 'task `other`'],
  [
    'a foreign process',
    {tasks: CHAIN, listeners: [stranger]},
    'process node (pid 1)',
    'process node (pid 1)',
  ],
  [
    'a foreign process that shares the port with the task',
    {tasks: CHAIN, listeners: [of('web'), stranger]},
    'task `web`',
    'process node (pid 1)',
  ],
  [
    'a process that cannot be inspected',
    {tasks: ALONE, listeners: [unknown]},
    'a process of another user (uid 7)',
    undefined,
  ],
  [
    'a process of this user in another pid namespace',
    {tasks: ALONE, listeners: [{by: 'unknown', uid: process.getuid?.() ?? 0}]},
    'a process that cannot be seen from here',
    undefined,
  ],
  [
    'a process that may belong to a needed task, started by sudo',
    {tasks: CHAIN, listeners: [unknown], made: {db: [startedAs(4)]}},
    undefined,
    undefined,
  ],
  [
    'a process that may belong to a task that is not needed',
    {tasks: CHAIN, listeners: [unknown], made: {other: [startedAs(4)]}},
    'a process of another user (uid 7)',
    undefined,
  ],
  [
    'any process, if a needed task runs elsewhere',
    {tasks: CHAIN, only: ['web'], listeners: [stranger]},
    undefined,
    undefined,
  ],
  [
    'a foreign process, if only an address was given',
    {
      tasks: `
        web: {serve: "x \${{ tasks.address.ip }}"}
        address: {alias: {}}`,
      only: ['web'],
      listeners: [stranger],
    },
    'process node (pid 1)',
    'process node (pid 1)',
  ],
];

describe('foreign listeners, before the start and later', () => {
  test.each(rows)('%s', async (_what, given, early, later) => {
    const found = situation(given);
    expect(await found.early()).toBe(early);
    expect(await found.later()).toBe(later);
  });
});

test('the search includes the task first, then its needs, with their processes and published ports', async () => {
  const {asked, later} = situation({
    tasks: `
      other: {serve: x}
      db: {container: {image: x, ports: ["80"]}}
      web: {needs: [db], serve: x}`,
    listeners: [],
    made: {web: [startedAs(4), {made: 'file', path: '/x'}], other: [startedAs(5)]},
    outputs: {db: {id: 'x', 'ports.80': '[::1]:8080', 'ports.80.host': '::1', 'ports.80.port': '8080'}},
  });
  await later();
  expect(asked).toEqual([
    [
      {run: 'r', task: 'web', started: [startedAs(4)], published: []},
      {run: 'r', task: 'db', started: [], published: [{address: '::1', port: 8080}]},
      {run: 'r', task: 'other', started: [startedAs(5)], published: []},
    ],
  ]);
});
