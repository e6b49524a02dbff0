import {describe, expect, test} from 'vitest';
import {taskProcessesIn, type ProcessOwner} from '../../src/processes/task-processes.ts';
import type {RunId, TaskName} from '../../src/vocabulary/ids.ts';
import {fakeTable, type FakeProcess} from '../support/fake-table.ts';

const here = {bootId: 'b1', pidNamespace: 'n1'};
const started = {pid: 100, startTime: '5', bootId: 'b1', pidNamespace: 'n1', group: true};
const run = '20261128-120000-aaaa' as RunId;
const owner: ProcessOwner = {run, task: 'web' as TaskName, lastSeen: 1_000};
const leader = {pid: 100, startTime: '5', group: 100, session: 100};
const marked = [`BOTTLE_RUN=${run}`, 'BOTTLE_TASK=web'];

/** The pids found, by category. */
function found(
  processes: readonly FakeProcess[],
  facts: {started?: Partial<typeof started>; owner?: Partial<ProcessOwner>; here?: typeof here} = {},
) {
  const {members, others, strangers, isHidden} = taskProcessesIn(fakeTable(processes), facts.here ?? here, {
    started: {...started, ...facts.started},
    owner: {...owner, ...facts.owner},
  });
  const [m, o, s] = [members, others, strangers].map(each => each.map(({pid}) => pid));
  return {members: m, others: o, strangers: s, isHidden};
}

const none = {members: [], others: [], strangers: [], isHidden: false};

describe('the process group of a task', () => {
  const member = {pid: 101, group: 100, session: 100, startTime: '6', startedAt: 2_000};
  test.each<[string, FakeProcess[], object]>([
    ['the leader is alive', [leader, member], {...none, members: [100, 101]}],
    ['nothing is left', [{pid: 7}], none],
    ['the pid belongs to another process', [{...leader, startTime: '9'}, member], none],
    ['the leader is gone, and no member is proven', [member], {...none, strangers: [101]}],
    [
      'a member carries the mark of the run',
      [member, {...member, pid: 102, environment: [`BOTTLE_RUN=${run}`, 'BOTTLE_TASK=other']}],
      {...none, members: [101, 102]},
    ],
    [
      'a member belongs to another run',
      [{...member, environment: ['BOTTLE_RUN=x', 'BOTTLE_TASK=web']}],
      {...none, strangers: [101]},
    ],
    [
      'a member started before the run was last seen alive',
      [member, {...member, pid: 102, startedAt: 999}],
      {...none, members: [101, 102]},
    ],
    [
      'a member of the session proves the group too',
      [member, {...member, pid: 102, group: 102, environment: marked}],
      {...none, members: [101], others: [102]},
    ],
  ])('%s', (_, processes, expected) => {
    expect(found(processes)).toEqual(expected);
  });

  test('is void after a reboot, even if the pid exists', () => {
    expect(found([leader, member], {started: {bootId: 'b0'}})).toEqual(none);
  });

  test('is not proven by a run with an unknown last time alive', () => {
    const old = {...member, startedAt: 1};
    expect(found([old], {owner: {lastSeen: undefined}})).toEqual({...none, strangers: [101]});
  });

  test('contains only the process if it has no group of its own', () => {
    expect(found([leader, member], {started: {group: false}})).toEqual({...none, members: [100], others: []});
  });
});

describe('processes outside the group', () => {
  const away = (pid: number, facts: Partial<FakeProcess> = {}) => ({pid, startedAt: 2_000, ...facts});
  test.each<[string, FakeProcess[], number[]]>([
    ['children and their children', [leader, away(200, {parent: 100}), away(201, {parent: 200})], [200, 201]],
    ['members of the session', [leader, away(200, {session: 100})], [200]],
    ['carriers of the mark', [leader, away(200, {environment: marked})], [200]],
    [
      'children of a carrier of the mark',
      [away(200, {environment: marked}), away(201, {parent: 200})],
      [200, 201],
    ],
    [
      'the mark of another task',
      [leader, away(200, {environment: [...marked.slice(0, 1), 'BOTTLE_TASK=db']})],
      [],
    ],
    ['no mark and no parent', [leader, away(200)], []],
    [
      'started to outlive the run, with its children',
      [leader, away(200, {parent: 100, environment: marked.slice(0, 1)}), away(201, {parent: 200})],
      [],
    ],
    ['an emptied environment', [leader, away(200, {parent: 100, environment: ['PATH=/bin']})], [200]],
    ['bottle itself', [leader, away(process.pid, {parent: 100, environment: marked})], []],
  ])('%s', (_, processes, others) => {
    expect(found(processes).others).toEqual(others);
  });

  test('exclude children of a foreign group', () => {
    const stranger = {pid: 101, group: 100, session: 100, startedAt: 2_000};
    expect(found([stranger, away(200, {parent: 101})])).toEqual({...none, strangers: [101]});
  });
});

describe('in another pid namespace', () => {
  const inside = {pidNamespace: 'n2', pid: 7};
  const seen = {pid: 400, startTime: '5', group: 390, session: 390, namespace: 'n2'};
  const inner = {pid: 7, group: 7, session: 7, depth: 1};
  const initial = {bootId: 'b1', pidNamespace: 'pid:[4026531836]'};

  test('processes are found by their inner pids if the namespace is visible', () => {
    const member = {...seen, pid: 401, startTime: '6', inner: {...inner, pid: 8}};
    expect(found([{...seen, inner}, member], {started: inside})).toEqual({...none, members: [400, 401]});
  });

  test('processes with the same pids outside the namespace are not found', () => {
    expect(
      found(
        [
          {...leader, pid: 7},
          {...seen, inner: {pid: 1, group: 1, session: 1, depth: 1}},
        ],
        {started: inside},
      ),
    ).toEqual(none);
  });

  test('processes may be left if the namespace is not visible', () => {
    expect(found([leader], {started: inside})).toEqual({...none, isHidden: true});
  });

  test('no processes are left if the host does not see the namespace', () => {
    expect(found([{...leader, namespace: initial.pidNamespace}], {started: inside, here: initial})).toEqual(
      none,
    );
  });

  test('a process of another user is found by its pids and start time', () => {
    const other = {...seen, namespace: null, inner};
    expect(found([other], {started: inside, here: initial})).toEqual({...none, members: [400]});
    expect(found([{...other, startTime: '9'}], {started: inside, here: initial})).toEqual(none);
  });
});

test('hundreds of tasks read each process of a table only a few times', () => {
  const [few, many] = [readsOf(50), readsOf(400)];
  expect(many / few).toBeLessThan(9);
});

/** A pid that no process has, including this one, because it is beyond the limit of Linux. */
const FIRST = 10_000_000;

/** Counts reads of processes in the table, for tasks with a process, a child and a cgroup each. */
function readsOf(tasks: number): number {
  const names = Array.from({length: tasks}, (_, at) => `t${at}`);
  const table = fakeTable(
    names.flatMap((name, at) => {
      const pid = FIRST + at * 2;
      const environment = [`BOTTLE_RUN=${run}`, `BOTTLE_TASK=${name}`];
      return [
        {pid, startTime: '5', environment},
        {pid: pid + 1, parent: pid},
      ];
    }),
  );
  let reads = 0;
  const counted = table.processes.map(
    each => new Proxy(each, {get: (target, key): unknown => ((reads += 1), Reflect.get(target, key))}),
  );
  const environmentOf = (pid: number) => ((reads += 1), table.environmentOf(pid));
  const seen = {...table, processes: counted, environmentOf};
  for (const [at, task] of names.entries()) {
    const sought = {started: {...started, pid: FIRST + at * 2}, owner: {...owner, task: task as TaskName}};
    const {members, others} = taskProcessesIn(seen, here, {...sought, inCgroup: [FIRST + 1 + at * 2]});
    expect([members, others].map(each => each.length)).toEqual([1, 1]);
  }
  return reads;
}
