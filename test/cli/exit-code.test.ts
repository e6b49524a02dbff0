import {expect, test} from 'vitest';
import {exitCode} from '../../src/cli/exit-code.ts';
import type {RunResult} from '../../src/runner/run.ts';
import type {TaskFailure} from '../../src/vocabulary/failure.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';

const task = 'a' as TaskName;
const failure: TaskFailure = {reason: 'bad-output', task, detail: 'broke'};
const ofTerminal: TaskFailure = {
  reason: 'exited',
  task,
  during: 'starting',
  exit: {code: 42},
  terminal: true,
  lastLines: [],
};
const ofCommand: TaskFailure = {...ofTerminal, terminal: false};
const leftover = {what: 'process 1', command: 'kill -9 1'};

test.each<[string, Partial<RunResult>, number]>([
  ['nothing held', {reason: {why: 'nothing-holds'}}, 0],
  ['the until task ended', {reason: {why: 'until', task}}, 0],
  ['the interactive task ended well', {reason: {why: 'terminal', task, code: 0}}, 0],
  ['a task failed', {reason: {why: 'failed', failure}, failures: [failure]}, 1],
  [
    'a command exited with a code of its own',
    {reason: {why: 'failed', failure: ofCommand}, failures: [ofCommand]},
    1,
  ],
  [
    'the interactive task exited with its own',
    {reason: {why: 'failed', failure: ofTerminal}, failures: [ofTerminal]},
    42,
  ],
  ['a task failed before the until task ended', {reason: {why: 'until', task}, failures: [failure]}, 1],
  ['something was left behind', {reason: {why: 'until', task}, leftovers: [leftover]}, 3],
  [
    'something was left behind after a failure',
    {reason: {why: 'failed', failure}, failures: [failure], leftovers: [leftover]},
    3,
  ],
  ['Ctrl-C', {reason: {why: 'interrupted', signal: 'SIGINT'}}, 130],
  ['SIGTERM', {reason: {why: 'interrupted', signal: 'SIGTERM'}}, 143],
  ['SIGHUP', {reason: {why: 'interrupted', signal: 'SIGHUP'}}, 129],
  ['Ctrl-\\', {reason: {why: 'interrupted', signal: 'SIGQUIT'}}, 131],
  ['a closed output', {reason: {why: 'interrupted', signal: 'SIGPIPE'}}, 141],
  ['SIGALRM', {reason: {why: 'interrupted', signal: 'SIGALRM'}}, 142],
])('%s', (_, result, code) => {
  expect(
    exitCode({reason: {why: 'nothing-holds'}, failures: [], cancelled: [], leftovers: [], ...result}),
  ).toBe(code);
});
