import {readFile} from 'node:fs/promises';
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
  const logged = async (): Promise<readonly RunEvent[]> =>
    (await readFile(join(dir, EVENT_LOG), 'utf8'))
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as RunEvent);
  return {...{dir, events, clock, shown, bugs, logged}, names: async () => (await logged()).map(nameOf)};
}

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
  expect((await logged()).map(({at}) => at)).toEqual([0, 0, 0, 0]);
});

test.each([
  ['another event', warned, ['run-started', 'a', 'b', 'run-warned']],
  ['a flush', undefined, ['run-started', 'a', 'b']],
])('events that are held back are written before they are shown, and before %s', async (_, next, order) => {
  const {events, shown, names} = await rig();
  events.emit(stopping('a'));
  events.emit(stopping('b'));
  if (next) events.emit(next);
  else events.flush();
  expect(shown).toEqual(order);
  expect(await names()).toEqual(order);
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
  expect(await names()).toEqual(['run-started', 'a', 'b']);
  expect(bugs).toEqual([new Error('bug')]);
});
