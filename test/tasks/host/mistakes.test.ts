import {expect, test} from 'vitest';
import {run} from '../../../src/tasks/host/run.ts';
import {serve} from '../../../src/tasks/host/serve.ts';

const noTasks = (): undefined => undefined;

test('a stop signal unknown to this system is an error', () => {
  expect(serve.validate({serve: 'x', stop_signal: 'SIGITN'}, noTasks)).toEqual([
    {key: ['stop_signal'], message: 'this system has no signal `SIGITN`, did you mean `SIGINT`?'},
  ]);
  expect(serve.validate({serve: 'x', stop_signal: 'SIGINT'}, noTasks)).toEqual([]);
});

test('an interactive task has no `stdin`', () => {
  expect(run.validate({run: 'x', interactive: true, stdin: 'open'}, noTasks)).toEqual([
    {
      key: ['stdin'],
      message: 'an interactive task reads from the terminal; `interactive` and `stdin` exclude each other',
    },
  ]);
});

test('an interactive task has no `watch`', () => {
  expect(run.validate({run: 'x', interactive: true, watch: ['src']}, noTasks)).toEqual([
    {
      key: ['watch'],
      message: 'an interactive task is left alone; `interactive` and `watch` exclude each other',
    },
  ]);
});
