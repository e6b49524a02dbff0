import {expect, test} from 'vitest';
import {eventText, outputsText} from '../../src/cli/views/run/event-text.ts';
import type {RunEvent} from '../../src/vocabulary/event.ts';
import type {RunId, TaskName} from '../../src/vocabulary/ids.ts';

const about = {at: 1, task: 'vm' as TaskName};

test.each<readonly [RunEvent, ReturnType<typeof eventText>]>([
  [
    {...about, type: 'task-warned', warning: 'it is not confined'},
    {who: 'vm', mark: ' ', text: 'warning: it is not confined'},
  ],
  [
    {...about, type: 'task-output', stream: 'stderr', line: 'Starting'},
    {who: 'vm', mark: '|', text: 'Starting'},
  ],
  [
    {
      ...{at: 1, type: 'dead-run-kept', run: '20261122-143015-k3f9' as RunId, file: '/work/bottle.yaml'},
      ...{bottle: '0.9.0', unknown: ['record `volume`']},
    },
    {
      who: 'bottle',
      mark: ' ',
      text: 'kept dead run 20261122-143015-k3f9 of /work/bottle.yaml: this version of bottle does not understand record `volume` in its journal; run `bottle down` with bottle 0.9.0',
    },
  ],
  [{...about, type: 'task-output', stream: 'console', line: '[ 0.0] Linux'}, undefined],
  [
    {at: 1, type: 'run-requested', what: 'start', tasks: ['db', 'web'] as TaskName[]},
    {who: 'bottle', mark: ' ', text: '`bottle start db web`'},
  ],
  [
    {
      ...about,
      type: 'liveness-changed',
      probe: 'port 80',
      healthy: false,
      failures: 1,
      lastSeen: 'no answer',
    },
    {who: 'vm', mark: ' ', text: 'port 80 failed once: no answer'},
  ],
])('describes the event %j', (event, text) => {
  expect(eventText(event)).toEqual(text);
});

test.each([
  [0, ''],
  [1, ': a0 0'],
  [6, ': a0 0, a1 1, a2 2, a3 3, a4 4, a5 5'],
  [7, ': a0 0, a1 1, a2 2, a3 3, a4 4, 2 more'],
])('lists %i outputs', (count, expected) => {
  const outputs = Array.from({length: count}, (_, index) => [`a${index}`, `${index}`]);
  expect(outputsText(Object.fromEntries(outputs) as Record<string, string>)).toBe(expected);
});

test('omits an empty output', () => {
  expect(outputsText({id: 'x', gateway: ''})).toBe(': id x');
});
