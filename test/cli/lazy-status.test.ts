import {expect, test} from 'vitest';
import {lazyStatus} from '../../src/cli/views/run/lazy-status.ts';
import {emptyStatus, fold} from '../../src/history/run-status.ts';
import type {RunEvent} from '../../src/vocabulary/event.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';

const [web, db] = ['web', 'db'] as TaskName[];
let at = 0;
const event = (fields: object): RunEvent => ({at: at++, ...fields}) as unknown as RunEvent;
const line = (task: unknown, text: string, stream = 'stdout') =>
  event({type: 'task-output', task, stream, line: text});

const EVENTS: readonly RunEvent[] = [
  event({type: 'run-started', tasks: [web, db].map(task => ({task, needs: [], tags: []}))}),
  event({type: 'task-started', task: web, attempt: 1}),
  event({type: 'task-started', task: db, attempt: 1}),
  ...['one', 'two', ''].map(text => line(web, text)),
  line(web, 'booting', 'console'),
  line(db, 'three'),
  event({type: 'task-progressed', task: web, doing: 'working'}),
  line(web, 'four'),
  event({type: 'task-ready', task: web, attempt: 1, elapsedMs: 5, outputs: {}}),
  line(web, 'five'),
  line(db, 'six'),
];

test.each(EVENTS.map((_, index) => index + 1))(
  'after %d events, the lazy status of tasks matches the full one',
  length => {
    const events = EVENTS.slice(0, length);
    const [lazy, looked] = [lazyStatus(), lazyStatus()];
    for (const each of events) {
      lazy.add(each);
      looked.add(each);
      looked.current();
    }
    const {tasks} = events.reduce(fold, emptyStatus);
    expect(lazy.current().tasks).toEqual(tasks);
    expect(looked.current().tasks).toEqual(tasks);
  },
);
