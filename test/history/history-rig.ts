import {setTimeout} from 'node:timers/promises';
import {onTestFinished} from 'vitest';
import {openEventLog} from '../../src/history/event-log.ts';
import type {LoggedEvent} from '../../src/history/event-log.ts';
import {openTaskLogs} from '../../src/history/task-log.ts';
import type {EventOf, RunEventBody} from '../../src/vocabulary/event.ts';
import type {RunId, TaskName} from '../../src/vocabulary/ids.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

export const name = (text: string): TaskName => text as TaskName;

/** The first event of a run with these tasks. A list is a task followed by its needs. */
export function startOf(...tasks: readonly (string | readonly [string, ...string[]])[]) {
  const planned = tasks.map(each => {
    const [task = '', ...needs] = [each].flat();
    const need = {condition: 'ready', origin: 'needs', text: 'needs'} as const;
    return {task: name(task), kind: 'serve', needs: needs.map(to => ({task: name(to), ...need}))};
  });
  return {
    ...{type: 'run-started', version: 2, run: '20261128-180553-abcd' as RunId, name: 'shop'},
    ...{runName: 'shop', file: '/f/bottle.yaml', startedAt: new Date().toISOString(), pid: 1},
    ...{detached: false, jobs: 64, bottle: '0.1.0', tasks: planned},
  } as const satisfies Omit<EventOf<'run-started'>, 'at'>;
}

/** The files of a run, written in the same way as by its process. */
export async function historyRig({maxBytes}: {readonly maxBytes?: number} = {}) {
  const dir = await temporaryDirectory();
  const losses: string[] = [];
  const options = {
    onLoss: ({code = ''}: NodeJS.ErrnoException) => void losses.push(code),
    now: () => performance.now(),
  };
  const eventLog = openEventLog(dir, options);
  const logs = openTaskLogs(dir, {...options, ...(maxBytes !== undefined && {maxBytes})});
  onTestFinished(() => {
    eventLog.close();
    logs.close();
  });
  return {
    ...{dir, losses, eventLog, logs},
    emit: (event: RunEventBody, at = 0) => eventLog.append({at, ...event}),
    print: (task: string, ...lines: readonly string[]) => logs.write(name(task), 'stdout', lines),
  };
}

/** A short form of an event: `web: line`, or type and task. */
export function shortOf(event: LoggedEvent): string {
  if (event.type === 'task-output') return `${event.task}: ${event.line}`;
  return 'task' in event ? `${event.type} ${event.task}` : event.type;
}

/** Waits until the wall clock reaches the next millisecond. */
export async function nextMillisecond(): Promise<void> {
  const before = Date.now();
  while (Date.now() === before) await setTimeout(1);
}
