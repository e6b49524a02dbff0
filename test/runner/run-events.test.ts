import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {createMasker} from '../../src/runner/masker.ts';
import {createRunEvents} from '../../src/runner/run-events.ts';
import {EVENT_LOG} from '../../src/state/history-files.ts';
import type {RunEvent, RunEventBody} from '../../src/vocabulary/event.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {turn} from '../support/deferred.ts';
import {fakeClock} from '../support/fake-clock.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const started = {type: 'run-started'} as RunEventBody;
const warned: RunEventBody = {type: 'run-warned', warning: 'w'};

function stopping(task: string): RunEventBody {
  return {type: 'task-stopping', task: task as TaskName, cause: 'teardown'};
}

async function rig(onShown: (event: RunEvent) => void = () => undefined) {
  const dir = await temporaryDirectory();
  const shown: string[] = [];
  const bugs: unknown[] = [];
  const clock = fakeClock();
  const nameOf = (event: RunEvent): string => ('task' in event ? event.task : event.type);
  const events = createRunEvents(dir, {
    ...{clock, masker: createMasker([]), onBug: error => bugs.push(error)},
    onEvent(event) {
      shown.push(nameOf(event));
      onShown(event);
    },
  });
  events.emit(started);
  await turn();
  const logged = (): readonly RunEvent[] =>
    readFileSync(join(dir, EVENT_LOG), 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as RunEvent);
  return {...{dir, events, clock, shown, bugs, logged}, names: () => logged().map(nameOf)};
}

test('an event is written immediately, and shown at the end of the turn', async () => {
  const {events, shown, names} = await rig();
  events.emit(warned);
  expect(names()).toEqual(['run-started', 'run-warned']);
  expect(shown).toEqual(['run-started']);
  await turn();
  expect(shown).toEqual(['run-started', 'run-warned']);
});

test.each([
  ['a task gets the terminal', {type: 'terminal-taken', task: 'a' as TaskName}, 'a'],
  ['a task returns the terminal', {type: 'terminal-released', task: 'a' as TaskName}, 'a'],
  ['a task prints a line', {type: 'task-output', task: 'a' as TaskName, stream: 'stdout', line: ''}, 'a'],
  ['the run ends', {type: 'run-ended'} as RunEventBody, 'run-ended'],
] satisfies [string, RunEventBody, string][])(
  'events are shown immediately if %s',
  async (_, event, name) => {
    const {events, shown} = await rig();
    events.emit(warned);
    events.emit(event);
    expect(shown).toEqual(['run-started', 'run-warned', name]);
  },
);

test('events of stopping tasks are held back until the end of the turn, with the times when they happened', async () => {
  const {events, clock, shown, logged} = await rig();
  events.emit(stopping('a'));
  await clock.advance(0);
  expect(shown).toEqual(['run-started', 'a']);
  events.emit(stopping('b'));
  events.emit(stopping('c'));
  expect(shown).toEqual(['run-started', 'a']);
  await turn();
  expect(shown).toEqual(['run-started', 'a', 'b', 'c']);
  expect(logged().map(({at}) => at)).toEqual([0, 0, 0, 0]);
});

test.each([
  ['another event', warned, ['run-started', 'a', 'b', 'run-warned']],
  ['a flush', undefined, ['run-started', 'a', 'b']],
])('events of stopping tasks are written with %s', async (_, next, order) => {
  const {events, shown, names} = await rig();
  events.emit(stopping('a'));
  events.emit(stopping('b'));
  expect(names()).toEqual(['run-started']);
  if (next) events.emit(next);
  else events.flush();
  expect(names()).toEqual(order);
  await turn();
  expect(shown).toEqual(order);
});

test('an error in a view does not keep the other events from being written and shown', async () => {
  const {events, shown, bugs, names} = await rig(event => {
    if ('task' in event && event.task === 'a') throw new Error('bug');
  });
  events.emit(stopping('a'));
  events.emit(stopping('b'));
  events.flush();
  expect(shown).toEqual(['run-started', 'a', 'b']);
  expect(names()).toEqual(['run-started', 'a', 'b']);
  expect(bugs).toEqual([new Error('bug')]);
});
