import {expect, test} from 'vitest';
import {detachPoint} from '../../../src/cli/detached/detach-point.ts';
import {load} from '../../../src/config/load.ts';
import {select} from '../../../src/plan/select.ts';
import {kinds} from '../../../src/tasks/registry.ts';
import type {RunEvent} from '../../../src/vocabulary/event.ts';
import type {TaskName} from '../../../src/vocabulary/ids.ts';

type Row = readonly [what: string, tasks: string, until: string | undefined, events: readonly string[]];

// Only the last event is the detach point; with `never`, no event is.
test.each<Row>([
  ['everything is ready', 'a: {serve: x}', undefined, ['task-ready a', 'run-ready a']],
  ['no task keeps the run alive', 'a: {run: x}', undefined, ['task-done a', 'run-ready', 'never']],
  [
    'all tasks except `until` are ready',
    'a: {serve: x}, t: {run: x}',
    't',
    ['task-started t', 'task-ready a'],
  ],
  [
    'tasks that need `until` are not waited for',
    'a: {serve: x}, t: {run: x}, after: {needs: [t], serve: y}',
    't',
    ['task-ready a'],
  ],
  [
    'other tasks are skipped, done, cancelled or failed with permission',
    'a: {serve: x}, b: {run: x}, c: {run: x}, d: {run: x}, e: {run: x}, t: {run: x}',
    't',
    ['task-skipped b', 'task-done c', 'task-ready a', 'task-cancelled d', 'task-failed e'],
  ],
  [
    'only `until` and its dependents keep the run alive',
    't: {run: x}, a: {needs: [t], serve: x}',
    't',
    ['task-done t', 'never'],
  ],
])('%s', (_, tasks, until, reported) => {
  const isAtPoint = detachPoint(selected(tasks, until));
  const events = reported.filter(each => each !== 'never').map(parsed);
  const last = reported.includes('never') ? -1 : events.length - 1;
  expect(events.map(isAtPoint).indexOf(true)).toBe(last);
});

test('a disallowed failure is not the detach point', () => {
  const isAtPoint = detachPoint(selected('a: {serve: x}, b: {run: x}, t: {run: x}', 't'));
  expect(isAtPoint(parsed('task-ready a'))).toBe(false);
  expect(isAtPoint({...parsed('task-failed b'), allowed: false} as RunEvent)).toBe(false);
});

function selected(tasks: string, until: string | undefined) {
  const text = `tasks: {${tasks}}`;
  const loaded = load('/work/bottle.yaml', text, {vars: {}, env: {}, kinds, readText: () => undefined});
  if (!('launch' in loaded)) throw new Error(loaded.diagnostics.map(({message}) => message).join('\n'));
  const result = select(loaded.launch, {...(until !== undefined && {until})});
  if ('diagnostics' in result) throw new Error(result.diagnostics.map(({message}) => message).join('\n'));
  return result.selection;
}

function parsed(text: string): RunEvent {
  const [type, ...names] = text.split(' ');
  return {at: 0, type, task: names[0] as TaskName, running: names, allowed: true} as unknown as RunEvent;
}
