import {batch, computed, signal, type ReadonlySignal, type Signal} from '@preact/signals';
import {emptyStatus, fold, type RunStatus} from '../../history/run-status.ts';
import {emptyRecording, foldTimeline, type Recording} from '../../timeline/recording.ts';
import type {ListedTask} from '../../schema/run-list.ts';
import {follow} from '../api/follow.ts';
import type {EventLine, RunOver} from '../api/wire.ts';
import {announce} from '../shell/announce.ts';
import {pollTasks} from './poll-tasks.ts';
import {taskStates} from '../parts/states.ts';

/** A run on the page. */
export interface RunModel {
  readonly id: string;
  /** The state of the run, from its events. */
  readonly status: ReadonlySignal<RunStatus>;
  /** The times of the run, from its events. */
  readonly recording: ReadonlySignal<Recording>;
  /** Its tasks by name, as observed on this machine: processes, URLs, CPU and memory. */
  readonly observed: Signal<ReadonlyMap<string, ListedTask>>;
  /** Why the run is over; `undefined` while it is live. */
  readonly over: ReadonlySignal<RunOver | undefined>;
  /** Whether all events up to now have been read. */
  readonly isLoaded: ReadonlySignal<boolean>;
  /** Start time, in milliseconds since 1970. */
  readonly startMs: ReadonlySignal<number>;
  close(): void;
}

/** Follows a run until it is closed. */
export function openRun(id: string): RunModel {
  const closing = new AbortController();
  const status = signal(emptyStatus);
  const recording = signal(emptyRecording);
  const over = signal<RunOver | undefined>(undefined);
  const isLoaded = signal(false);
  const observed = signal<ReadonlyMap<string, ListedTask>>(new Map());
  let events = 0;

  const receive = (lines: readonly EventLine[]): void => {
    const before = status.value;
    batch(() => {
      let next = events === 0 ? emptyStatus : before;
      let times = events === 0 ? emptyRecording : recording.value;
      for (const line of lines) {
        if (line.type === 'caught-up') isLoaded.value = true;
        else if (line.type === 'over') over.value = line.state;
        else if (line.type !== 'error') {
          next = fold(next, line);
          times = foldTimeline(times, line);
          events++;
        }
      }
      status.value = next;
      recording.value = times;
      if (over.value !== undefined) isLoaded.value = true;
    });
    if (isLoaded.value) for (const text of changedStates(before, status.value)) announce(text);
  };
  void follow<EventLine>(
    {
      path: `runs/${encodeURIComponent(id)}/events?follow`,
      onStart: () => {
        events = 0;
        over.value = undefined;
      },
      onLines: receive,
      onLost: error => {
        if (error.status === 404) batch(() => [(over.value = 'gone'), (isLoaded.value = true)]);
      },
    },
    closing.signal,
  );
  pollTasks({id, observed, isOver: () => over.value !== undefined}, closing.signal);
  return {
    ...{id, status, recording, observed, over, isLoaded},
    startMs: computed(() => Date.parse(status.value.started?.startedAt ?? '')),
    close: () => closing.abort(),
  };
}

/** Changes of tasks between two states of a run, for screen readers. Intermediate steps of a start are left out. */
function changedStates(before: RunStatus, after: RunStatus): readonly string[] {
  if (before.tasks === after.tasks) return [];
  return after.tasks.flatMap(({task, status}, at) =>
    before.tasks[at]?.status === status || STEPS.includes(status)
      ? []
      : [`${task}: ${taskStates[status].label}`],
  );
}

const STEPS = ['waiting', 'running', 'probing'];
