import {formatDuration} from '../vocabulary/duration.ts';
import type {RunEvent} from '../vocabulary/event.ts';
import {eventText} from './event-text.ts';

/** What a task's line of a checklist shows. */
export interface LineState {
  readonly status: 'waiting' | 'moving' | 'ended' | 'skipped' | 'failed';
  /** What the task is doing now, or how it ended; empty leaves what stood there. */
  readonly words: string;
  /** A line that the task printed. */
  readonly output?: string;
}

/** How an event of a task that comes up changes its line. */
export function bringUpLine(event: RunEvent): LineState {
  if (event.type === 'task-output') return {status: 'moving', words: '', output: event.line};
  if (event.type === 'probe-attempted') return {status: 'moving', words: probeWords(event)};
  return {status: bringUpStatus(event), words: eventText(event)?.words ?? ''};
}

function bringUpStatus({type}: RunEvent): LineState['status'] {
  if (type === 'task-ready' || type === 'task-done') return 'ended';
  if (type === 'task-skipped' || type === 'task-cancelled') return 'skipped';
  return type === 'task-failed' ? 'failed' : 'moving';
}

function probeWords({
  probe,
  attempt,
  elapsedMs,
  timeoutMs,
  lastSeen,
}: Extract<RunEvent, {type: 'probe-attempted'}>): string {
  const attempts = `${attempt} attempt${attempt === 1 ? '' : 's'}`;
  return `waiting for ${probe}, ${attempts}, ${formatDuration(elapsedMs)} of ${formatDuration(timeoutMs)}: ${lastSeen}`;
}

/** How an event of a task that is taken down changes its line. */
export function teardownLine(event: RunEvent): LineState {
  const words = eventText(event)?.words ?? '';
  if (event.type === 'task-stopped') return {status: 'ended', words};
  return event.type === 'task-left-behind'
    ? {status: 'failed', words}
    : {status: 'moving', words: words || 'stopping'};
}
