import {expect, test} from 'vitest';
import {exitCode} from '../../src/cli/exit-code.ts';
import type {RunResult} from '../../src/runner/run-options.ts';
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
const leftover = {what: 'process 1', why: 'it still runs', command: 'kill -9 1'};

const quiet: RunResult = {
  ...{
    reason: {why: 'all-done'},
    failures: [],
    cancelled: [],
    cancelledDependents: [],
    leftovers: [],
    exits: {},
  },
};

test.each<[string, Partial<RunResult>, number]>([
  ['all tasks are done', {reason: {why: 'all-done'}}, 0],
  ['the `until` task succeeded', {reason: {why: 'until', task, code: 0}}, 0],
  ['the interactive task succeeded', {reason: {why: 'terminal', task, code: 0}}, 0],
  ['a task failed', {reason: {why: 'failed', failure}, failures: [failure]}, 1],
  [
    'a command exited with a code other than 1',
    {reason: {why: 'failed', failure: ofCommand}, failures: [ofCommand]},
    1,
  ],
  [
    'the interactive task exited with a code other than 1',
    {reason: {why: 'failed', failure: ofTerminal}, failures: [ofTerminal]},
    42,
  ],
  [
    'a task failed before the `until` task succeeded',
    {reason: {why: 'until', task, code: 0}, failures: [failure]},
    1,
  ],
  ['there are leftovers', {reason: {why: 'until', task, code: 0}, leftovers: [leftover]}, 3],
  [
    'there are leftovers after a failure',
    {reason: {why: 'failed', failure}, failures: [failure], leftovers: [leftover]},
    3,
  ],
  ['Ctrl-C', {reason: {why: 'interrupted', signal: 'SIGINT'}}, 130],
  ['SIGTERM', {reason: {why: 'interrupted', signal: 'SIGTERM'}}, 143],
  ['SIGHUP', {reason: {why: 'interrupted', signal: 'SIGHUP'}}, 129],
  ['Ctrl-\\', {reason: {why: 'interrupted', signal: 'SIGQUIT'}}, 131],
  ['the output was closed', {reason: {why: 'interrupted', signal: 'SIGPIPE'}}, 141],
  ['SIGALRM', {reason: {why: 'interrupted', signal: 'SIGALRM'}}, 142],
])('%s', (_, result, code) => {
  expect(exitCode({...quiet, ...result}, {until: undefined, exitCodeFrom: undefined})).toBe(code);
});

const other = 'other' as TaskName;
const failedOther: TaskFailure = {...failure, task: other};
const failed = (...failures: TaskFailure[]): Partial<RunResult> => ({
  reason: {why: 'failed', failure: failures[0] as TaskFailure},
  failures,
});

test.each<[string, Partial<RunResult>, Parameters<typeof exitCode>[1], number]>([
  [
    'the `until` task exited with its own code',
    failed(ofCommand),
    {until: task, exitCodeFrom: undefined},
    42,
  ],
  ['another task failed', failed(ofCommand), {until: other, exitCodeFrom: undefined}, 1],
  [
    'the `until` task failed after another task',
    failed(failedOther, ofCommand),
    {until: task, exitCodeFrom: undefined},
    42,
  ],
  [
    'the `until` task failed without an exit code',
    failed(failure),
    {until: task, exitCodeFrom: undefined},
    1,
  ],
  [
    'the `until` task was cancelled',
    {reason: {why: 'until', task, code: 1}},
    {until: task, exitCodeFrom: undefined},
    1,
  ],
  [
    'the --exit-code-from task failed',
    {...failed(ofCommand), exits: {a: 42}},
    {until: undefined, exitCodeFrom: task},
    42,
  ],
  [
    'the --exit-code-from task succeeded',
    {...failed(failedOther), exits: {a: 0}},
    {until: undefined, exitCodeFrom: task},
    0,
  ],
  ['the --exit-code-from task never ended', failed(failedOther), {until: undefined, exitCodeFrom: task}, 1],
  [
    'a signal takes precedence over the --exit-code-from task',
    {reason: {why: 'interrupted', signal: 'SIGTERM'}, exits: {a: 42}},
    {until: undefined, exitCodeFrom: task},
    143,
  ],
])('%s', (_, result, asked, code) => {
  expect(exitCode({...quiet, ...result}, asked)).toBe(code);
});
